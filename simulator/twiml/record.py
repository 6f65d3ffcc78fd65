"""Record: a beep, and then what is said, until a key, a silence, the end or a hang-up."""

from dataclasses import dataclass
from email.utils import format_datetime
from xml.etree.ElementTree import Element

from simulator.callbacks import call_parameters, deliver
from simulator.legs import HungUp, Leg, Listening, Redirected, Source
from simulator.twiml.document import whole
from simulator.twiml.stage import Stage
from simulator.webhooks import WebhookFailed, send
from simulator.world import API_VERSION, Callback, Company, Recording, new_sid

_ANY_KEY = "1234567890*#"


@dataclass(frozen=True, slots=True)
class Rule:
    """When a recording ends; seconds, and the keys."""

    longest: float
    silence: float
    finish: str


async def record(stage: Stage, element: Element) -> Source | None:
    """Record, and go to the action; an empty recording goes on with the next verb."""
    leg = stage.leg
    rule = Rule(
        longest=whole(element, "maxLength", 3600, least=1),
        silence=whole(element, "timeout", 5),
        finish=element.get("finishOnKey", _ANY_KEY),
    )
    began = _begin(stage, element)
    try:
        key, ended = await _listen(leg, rule)
    except HungUp:
        recording = _keep(stage, element, began, leg.clock.now())
        if recording is not None:
            stage.company.start(_hung_up(stage, element, recording))
        raise
    except Redirected:
        _keep(stage, element, began, leg.clock.now())
        raise
    finally:
        leg.listening = Listening.NOTHING
        leg.keys.clear()
        leg.wait_ends()
    recording = _keep(stage, element, began, ended)
    return stage.action(element, _facts(stage.company, recording, key)) if recording else None


def url_of(company: Company, recording: Recording) -> str:
    """Where a recording is."""
    return f"{company.base_url}/{API_VERSION}/Accounts/{company.account.sid}/Recordings/{recording.sid}"


def _begin(stage: Stage, element: Element) -> float:
    leg = stage.leg
    if element.get("playBeep", "true").casefold() != "false":
        stage.company.log.add("beep", call=leg.call, number=leg.number)
    leg.keys.clear()
    leg.listening = Listening.RECORD
    leg.wait_begins()
    return stage.company.clock.now()


async def _listen(leg: Leg, rule: Rule) -> tuple[str, float]:
    """The key that ended it, if any, and when it ended."""
    left = rule.longest
    while left > 0:
        before, speaks = leg.clock.now(), leg.speaking()
        if speaks:
            await leg.attend(lambda: bool(leg.keys), min(left, leg.speeches[-1].ended - before))
        elif not await _anything(leg, min(left, rule.silence or left)):
            return "", leg.clock.now()
        past = leg.clock.now() - before
        # The silence of a phone in somebody's hands passes in real time, as its time-out does.
        left -= leg.clock.real(past) if leg.interactive and not speaks else past
        while leg.keys:
            if (key := leg.keys.pop(0)) in rule.finish:
                return key, leg.clock.now()
    # A busy machine notices the end a little late.
    return "", leg.clock.now() + left


async def _anything(leg: Leg, seconds: float) -> bool:
    spoken = len(leg.speeches)

    def happened() -> bool:
        return bool(leg.keys) or leg.silent or len(leg.speeches) > spoken

    return await leg.attend(happened, seconds, real=leg.interactive) and not leg.silent


def _keep(stage: Stage, element: Element, began: float, now: float) -> Recording | None:
    """What was said since the beep, without the silence around it; None when nothing was."""
    said = [speech for speech in stage.leg.speeches if speech.ended > began]
    words = " ".join(filter(None, (speech.between(began, now) for speech in said)))
    if not words:
        stage.company.log.add("recorded_nothing", call=stage.call.sid, number=stage.leg.number)
        _announce(stage, element, None)
        return None
    seconds = min(said[-1].ended, now) - max(said[0].started, began)
    ready = now + stage.company.recording_delay
    recording = Recording(new_sid("RE"), stage.call.sid, words, max(seconds, 0.1), ready)
    stage.company.recordings[recording.sid] = recording
    stage.company.log.add(
        "recorded",
        call=stage.call.sid,
        number=stage.leg.number,
        recording=recording.sid,
        text=words,
        seconds=round(recording.seconds, 2),
    )
    _announce(stage, element, recording)
    return recording


def _facts(company: Company, recording: Recording, key: str) -> dict[str, str]:
    facts = {
        "RecordingUrl": url_of(company, recording),
        "RecordingSid": recording.sid,
        "RecordingDuration": str(max(round(recording.seconds), 1)),
    }
    return facts | ({"Digits": key} if key else {})


async def _hung_up(stage: Stage, element: Element, recording: Recording) -> None:
    """The action is asked after a hang-up too; its answer is thrown away."""
    action = stage.action(element, _facts(stage.company, recording, "hangup"))
    parameters = call_parameters(stage.company, stage.call) | dict(action.parameters)
    parameters["CallStatus"] = "completed"
    try:
        await send(
            stage.company, action.url, parameters, method=action.method, what="voice", call=stage.call.sid
        )
    except WebhookFailed as failed:
        stage.warn(failed.code, f"after the hang-up: {failed}")


def _announce(stage: Stage, element: Element, recording: Recording | None) -> None:
    url = element.get("recordingStatusCallback", "")
    wanted = element.get("recordingStatusCallbackEvent", "completed").split()
    status = "completed" if recording else "absent"
    if url and status in wanted:
        method = element.get("recordingStatusCallbackMethod", "POST").upper()
        stage.company.start(_tell(stage, Callback(stage.resolve(url), method), recording, status))


async def _tell(stage: Stage, callback: Callback, recording: Recording | None, status: str) -> None:
    company = stage.company
    parameters = {
        "AccountSid": company.account.sid,
        "CallSid": stage.call.sid,
        "RecordingStatus": status,
        "RecordingSource": "RecordVerb",
        "RecordingChannels": "1",
        "RecordingTrack": "both",
    }
    if recording is not None:
        await company.clock.sleep(company.recording_delay)
        parameters |= _facts(company, recording, "")
        parameters["RecordingStartTime"] = format_datetime(recording.started)
    await deliver(company, callback, parameters, "recording_status", None, call=stage.call.sid)
