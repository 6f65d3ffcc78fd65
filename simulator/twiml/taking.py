"""A recording on its way: begun, kept or empty, and told to whoever asked."""

from dataclasses import dataclass
from email.utils import format_datetime
from xml.etree.ElementTree import Element

from simulator.callbacks import deliver
from simulator.twiml.stage import Stage
from simulator.world import API_VERSION, Callback, Company, Recording, new_sid


@dataclass(frozen=True, slots=True)
class Taking:
    """Which recording it will be, which verb makes it, and who is told."""

    sid: str
    source: str
    channels: int
    callback: Callback | None


def insert(stage: Stage, element: Element, source: str, channels: int = 1) -> Taking:
    """Begin a recording."""
    url = element.get("recordingStatusCallback", "")
    events = frozenset(element.get("recordingStatusCallbackEvent", "completed").split())
    method = element.get("recordingStatusCallbackMethod", "POST").upper()
    callback = Callback(stage.resolve(url), method, events) if url else None
    taking = Taking(new_sid("RE"), source, channels, callback)
    _announce(stage, taking, "in-progress", None)
    return taking


def keep(stage: Stage, taking: Taking, words: str, seconds: float) -> Recording:
    """End a recording: it can be fetched soon."""
    company = stage.company
    recording = Recording(
        taking.sid,
        stage.call.sid,
        words,
        max(seconds, 0.1),
        company.clock.now() + company.recording_delay,
        taking.source,
        taking.channels,
        created=company.utc_now(),
        started=company.utc_now(),
    )
    company.recordings[recording.sid] = recording
    company.log.add(
        "recorded",
        call=stage.call.sid,
        number=stage.leg.number,
        recording=recording.sid,
        text=words,
        seconds=round(recording.seconds, 2),
    )
    _announce(stage, taking, "completed", recording)
    return recording


def forget(stage: Stage, taking: Taking) -> None:
    """There was nothing to keep."""
    stage.company.log.add("recorded_nothing", call=stage.call.sid, number=stage.leg.number)
    _announce(stage, taking, "absent", None)


def url_of(company: Company, sid: str) -> str:
    """Where a recording is."""
    return f"{company.base_url}/{API_VERSION}/Accounts/{company.account.sid}/Recordings/{sid}"


def facts(company: Company, recording: Recording) -> dict[str, str]:
    """What a request says of a recording."""
    return {
        "RecordingUrl": url_of(company, recording.sid),
        "RecordingSid": recording.sid,
        "RecordingDuration": str(max(round(recording.seconds), 1)),
    }


def _announce(stage: Stage, taking: Taking, status: str, recording: Recording | None) -> None:
    if taking.callback is not None and status in taking.callback.events:
        stage.company.start(_tell(stage, taking, taking.callback, status, recording))


async def _tell(
    stage: Stage, taking: Taking, callback: Callback, status: str, recording: Recording | None
) -> None:
    company = stage.company
    parameters = {
        "AccountSid": company.account.sid,
        "CallSid": stage.call.sid,
        "RecordingSid": taking.sid,
        "RecordingUrl": url_of(company, taking.sid),
        "RecordingStatus": status,
        "RecordingSource": taking.source,
        "RecordingChannels": str(taking.channels),
        "RecordingTrack": "both",
    }
    if recording is not None:
        await company.clock.sleep(company.recording_delay)
        parameters |= facts(company, recording)
        parameters["RecordingStartTime"] = format_datetime(recording.started)
    await deliver(company, callback, parameters, "recording_status", None, call=stage.call.sid)
