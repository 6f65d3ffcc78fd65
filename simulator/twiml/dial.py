"""Dial: another phone is rung, and the two talk."""

from xml.etree.ElementTree import Element

from simulator.acting import behave
from simulator.answering import answered, over
from simulator.callbacks import set_status
from simulator.legs import Ending, HungUp, Leg, Redirected, Source
from simulator.people import Answer
from simulator.ringing import ring
from simulator.twiml.document import whole, words
from simulator.twiml.stage import Stage
from simulator.world import Call, new_sid


async def dial(stage: Stage, element: Element) -> Source | None:
    """Ring a number and join it to this call; afterwards the action, or the next verb."""
    child = _child(stage, element)
    work = stage.company.start(_ring(stage, child))
    try:
        await stage.leg.attend(lambda: child.over, None)
    except (HungUp, Redirected):
        child.leg.end(Ending.DOCUMENT if child.answered_at else Ending.CANCELLED)
        raise
    finally:
        stage.leg.peer = child.leg.peer = None
    await work
    if element.get("action") is None:
        return None
    facts = {"DialCallStatus": child.status, "DialCallSid": child.sid}
    if child.answered_at is not None:
        facts["DialCallDuration"] = str(child.duration)
    return stage.action(element, facts)


def _child(stage: Stage, element: Element) -> Call:
    number = element.find("Number")
    to = words(element if number is None else number)
    sid = new_sid("CA")
    leg = Leg(stage.company.clock, stage.company.log, sid, to)
    call = Call(
        sid=sid,
        direction="outbound-dial",
        from_=element.get("callerId") or stage.call.from_,
        to=to,
        leg=leg,
        source=Source(),
        parent=stage.call.sid,
        ring_timeout=whole(element, "timeout", 30),
        time_limit=whole(element, "timeLimit", 14400),
    )
    stage.company.add_call(call)
    return call


async def _ring(stage: Stage, child: Call) -> None:
    company = stage.company
    set_status(company, child, "queued", "initiated")
    answer = await ring(company, child)
    if isinstance(answer, Answer):
        answered(company, child)
        child.leg.peer, stage.leg.peer = stage.leg, child.leg
        company.start(behave(company, child, answer))
        child.leg.ring()
        await child.leg.until(lambda: child.leg.gone is not None, None)
    over(company, child, answer if isinstance(answer, str) else None)
    stage.leg.ring()
