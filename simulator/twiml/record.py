"""Record: a beep, and then what is said, until a key, a silence, the end or a hang-up."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from simulator.callbacks import call_parameters
from simulator.legs import HungUp, Leg, Listening, Redirected, Source
from simulator.twiml.document import whole
from simulator.twiml.stage import Stage
from simulator.twiml.taking import Taking, facts, forget, insert, keep
from simulator.webhooks import WebhookFailed, send
from simulator.world import Recording

_ANY_KEY = "1234567890*#"


@dataclass(frozen=True, slots=True)
class Rule:
    """When a recording ends; seconds, and the keys."""

    longest: float
    silence: float
    finish: str
    trims: bool
    """Whether the silence at its ends is cut off."""


@dataclass(slots=True)
class Take:
    """How a recording went: when it began, how long it ran, which key ended it."""

    began: float
    ran: float = 0.0
    key: str = ""


async def record(stage: Stage, element: Element) -> Source | None:
    """Record, and go to the action; an empty recording goes on with the next verb."""
    leg = stage.leg
    rule = _rule(element)
    taking = insert(stage, element, "RecordVerb")
    take = _begin(stage, element)
    try:
        await _listen(leg, rule, take)
    except HungUp:
        recording = _end(stage, taking, take, rule)
        if recording is not None:
            stage.company.start(_hung_up(stage, element, recording))
        raise
    except Redirected:
        _end(stage, taking, take, rule)
        raise
    finally:
        leg.listening = Listening.NOTHING
        leg.keys.clear()
        leg.wait_ends()
    recording = _end(stage, taking, take, rule)
    return _action(stage, element, recording, take.key) if recording else None


def _rule(element: Element) -> Rule:
    return Rule(
        longest=whole(element, "maxLength", 3600),
        silence=whole(element, "timeout", 5),
        finish=element.get("finishOnKey", _ANY_KEY),
        trims=element.get("trim") != "do-not-trim",
    )


def _begin(stage: Stage, element: Element) -> Take:
    leg = stage.leg
    if element.get("playBeep", "true").casefold() != "false":
        stage.company.log.add("beep", call=leg.call, number=leg.number)
    leg.keys.clear()
    leg.listening = Listening.RECORD
    leg.wait_begins()
    return Take(stage.company.clock.now())


async def _listen(leg: Leg, rule: Rule, take: Take) -> None:
    """Let it run until a key, a silence or the longest time; raises HungUp and Redirected."""
    while take.ran < rule.longest:
        before, speaks = leg.clock.now(), leg.speaking()
        left = rule.longest - take.ran
        going = True
        try:
            if speaks:
                await leg.attend(lambda: bool(leg.keys), min(left, leg.speeches[-1].ended - before))
            else:
                going = await _anything(leg, min(left, rule.silence or left))
        finally:
            past = leg.clock.now() - before
            # The silence of a phone in somebody's hands passes in real time, as its time-out does.
            take.ran += leg.clock.real(past) if leg.interactive and not speaks else past
        if not going:
            return
        while leg.keys:
            if (key := leg.keys.pop(0)) in rule.finish:
                take.key = key
                return


async def _anything(leg: Leg, seconds: float) -> bool:
    spoken = len(leg.speeches)

    def happened() -> bool:
        return bool(leg.keys) or leg.silent or len(leg.speeches) > spoken

    return await leg.attend(happened, seconds, real=leg.interactive) and not leg.silent


def _end(stage: Stage, taking: Taking, take: Take, rule: Rule) -> Recording | None:
    """What was said since the beep; None when nothing was."""
    now = stage.company.clock.now()
    # A busy machine notices the end a little late.
    now -= max(take.ran - rule.longest, 0.0)
    said = [speech for speech in stage.leg.speeches if speech.ended > take.began]
    words = " ".join(filter(None, (speech.between(take.began, now) for speech in said)))
    if not words:
        forget(stage, taking)
        return None
    seconds = min(said[-1].ended, now) - max(said[0].started, take.began)
    if not rule.trims:
        seconds = max(seconds, min(take.ran, rule.longest))
    return keep(stage, taking, words, seconds)


def _action(stage: Stage, element: Element, recording: Recording, key: str) -> Source:
    told = facts(stage.company, recording) | ({"Digits": key} if key else {})
    return stage.action(element, told)


async def _hung_up(stage: Stage, element: Element, recording: Recording) -> None:
    """The action is asked after a hang-up too; its answer is thrown away."""
    action = _action(stage, element, recording, "hangup")
    parameters = call_parameters(stage.company, stage.call) | dict(action.parameters)
    parameters["CallStatus"] = "completed"
    try:
        await send(
            stage.company, action.url, parameters, method=action.method, what="voice", call=stage.call.sid
        )
    except WebhookFailed as failed:
        stage.warn(failed.code, f"after the hang-up: {failed}")
