"""Number: one phone that a Dial rings, what its owner hears first, and who is told."""

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from simulator.acting import behave
from simulator.answering import answered, over
from simulator.callbacks import set_status
from simulator.legs import HungUp, Leg, Source
from simulator.numbering import can_be_dialled
from simulator.people import Answer
from simulator.ringing import ring
from simulator.twiml.document import whole
from simulator.twiml.play import play_tones
from simulator.twiml.stage import Stage
from simulator.world import Call, Callback, Company, new_sid


@dataclass(slots=True)
class Joining:
    """The first to be ready is joined; `join` does it."""

    join: Callable[[Call], None]
    child: Call | None = None

    def offer(self, child: Call) -> bool:
        """Whether this one is the first."""
        if self.child is None:
            self.child = child
            self.join(child)
        return self.child is child


def new_child(stage: Stage, element: Element, noun: Element, number: str) -> Call:
    """The call to a number, not yet rung."""
    sid = new_sid("CA")
    child = Call(
        sid=sid,
        direction="outbound-dial",
        from_=element.get("callerId") or stage.call.from_,
        to=number,
        leg=Leg(stage.company.clock, stage.company.log, sid, number),
        source=Source(),
        callback=_callback(stage, noun),
        parent=stage.call.sid,
        ring_timeout=whole(element, "timeout", 30),
        time_limit=whole(element, "timeLimit", 14400),
    )
    stage.company.add_call(child)
    return child


def _callback(stage: Stage, noun: Element) -> Callback | None:
    url = noun.get("statusCallback")
    if noun.tag != "Number" or not url:
        return None
    events = frozenset(noun.get("statusCallbackEvent", "completed").split())
    return Callback(stage.resolve(url), noun.get("statusCallbackMethod", "POST").upper(), events)


async def ring_child(stage: Stage, noun: Element, child: Call, joining: Joining) -> None:
    """Ring it; who answers hears the whisper and is joined, unless another was faster."""
    company = stage.company
    company.live.add(child.sid)
    set_status(company, child, "queued", "initiated")
    answer = await ring(company, child) if _may_be_rung(stage, child) else "failed"
    if isinstance(answer, Answer):
        answered(company, child)
        company.start(behave(company, child, answer))
        if await _is_ready(stage, noun, child) and joining.offer(child):
            await child.leg.until(lambda: child.leg.gone is not None, None)
    over(company, child, answer if isinstance(answer, str) else None)
    stage.leg.ring()


def _may_be_rung(stage: Stage, child: Call) -> bool:
    if not can_be_dialled(child.to):
        stage.warn(13223, f"{child.to!r} is no phone number")
        return False
    if not _may_be_shown(stage.company, stage.call, child.from_):
        stage.warn(13214, f"{child.from_!r} is neither yours nor the caller's")
        return False
    return True


def _may_be_shown(company: Company, call: Call, number: str) -> bool:
    return number in (call.from_, call.to) or number in company.lines


async def _is_ready(stage: Stage, noun: Element, child: Call) -> bool:
    """Send the keys and perform the document meant for who answered; False when they are gone after it."""
    url = noun.get("url") if noun.tag == "Number" else None
    try:
        if tones := noun.get("sendDigits"):
            await play_tones(Stage(stage.company, child, stage.here, stage.perform), tones)
        if url:
            source = Source(stage.resolve(url), noun.get("method", "POST").upper())
            await stage.perform(stage.company, child, source)
    except HungUp:
        return False
    return child.leg.gone is None
