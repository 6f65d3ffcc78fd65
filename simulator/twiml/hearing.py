"""Speech in a Gather: sentences are understood until there is silence, and told on the way."""

from xml.etree.ElementTree import Element

from simulator.callbacks import call_parameters, deliver
from simulator.twiml.document import whole
from simulator.twiml.stage import Stage
from simulator.world import Callback

_A_PAUSE = 1.0
"""Seconds of silence that end a sentence for `speechTimeout="auto"`."""

_LONGEST = 60.0
_STABILITY = "0.9"


async def understand(stage: Stage, element: Element, first: int) -> str:
    """The words from the owner's `first` sentence on, until a silence or the longest time."""
    leg = stage.leg
    silence = _silence(element)
    limit = leg.speeches[first].started + min(whole(element, "maxSpeechTime", 60), _LONGEST)
    told = first
    while (now := leg.clock.now()) < limit:
        count = len(leg.speeches)
        left = min(limit, max(leg.speeches[-1].ended, now)) - now
        await leg.attend(lambda: len(leg.speeches) > count, left)  # noqa: B023
        told = _tell(stage, element, told, first)
        more = await leg.attend(
            lambda: leg.silent or len(leg.speeches) > count,  # noqa: B023
            min(silence, max(limit - leg.clock.now(), 0.0)),
        )
        if leg.silent or not more:
            break
    now = leg.clock.now()
    return " ".join(filter(None, (said.between(said.started, now) for said in leg.speeches[first:])))


def _silence(element: Element) -> float:
    given = element.get("speechTimeout")
    if given == "auto":
        return _A_PAUSE
    return float(given) if given else whole(element, "timeout", 5)


def _tell(stage: Stage, element: Element, told: int, first: int) -> int:
    """Tell what was understood so far, a request for each sentence; returns how many were told."""
    url = element.get("partialResultCallback")
    if not url:
        return told
    callback = Callback(stage.resolve(url), element.get("partialResultCallbackMethod", "POST").upper())
    for number, said in enumerate(stage.leg.speeches[told:], told - first):
        parameters = call_parameters(stage.company, stage.call) | {
            "UnstableSpeechResult": said.words,
            "Stability": _STABILITY,
            "SequenceNumber": str(number),
        }
        work = deliver(stage.company, callback, parameters, "partial_result", None, call=stage.call.sid)
        stage.company.start(work)
    return len(stage.leg.speeches)
