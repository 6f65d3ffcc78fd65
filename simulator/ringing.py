"""A phone rings: for how long, and who or what picks up."""

from simulator.callbacks import set_status
from simulator.people import Answer, Behaviour, Person
from simulator.world import Call, Company

_ENGAGED_TONE = 1.0
_SEARCHING = 4.0
"""Seconds until a network gives a switched-off phone up."""

_WITHOUT_RINGING = {
    Behaviour.BUSY: ("busy", _ENGAGED_TONE),
    Behaviour.FAILED: ("failed", _ENGAGED_TONE),
    Behaviour.OFF: ("no-answer", _SEARCHING),
}
"""What does not ring: the call's final status, and after how many seconds."""


async def ring(company: Company, call: Call) -> Answer | str | None:
    """Ring the phone of a call: how it is answered, or the call's final status, or None if given up."""
    call.started = company.utc_now()
    person = company.people.get(call.to)
    if person is None:
        return "failed"
    if company.engaged(call.to, call):
        return await _given_up(call, "busy", _ENGAGED_TONE)
    answer = person.answer(company.rung[call.to])
    company.rung[call.to] += 1
    if answer.kind in _WITHOUT_RINGING and not person.interactive:
        return await _given_up(call, *_WITHOUT_RINGING[answer.kind])
    call.rang = True
    set_status(company, call, "ringing", "ringing")
    company.log.add("rang", number=call.to, call=call.sid, name=person.name, **{"from": call.from_})
    return await _wait(call, person, answer)


async def _given_up(call: Call, status: str, after: float) -> str | None:
    await call.leg.until(call.leg.left, after)
    return None if call.leg.gone else status


async def _wait(call: Call, person: Person, answer: Answer) -> Answer | str | None:
    leg = call.leg
    leg.interactive = person.interactive
    if person.interactive:
        await leg.until(lambda: leg.left() or leg.picked_up or leg.declined, call.ring_timeout, real=True)
    else:
        reacts = answer.kind is not Behaviour.NO_ANSWER and answer.after <= call.ring_timeout
        await leg.until(leg.left, answer.after if reacts else call.ring_timeout)
        leg.declined = reacts and answer.kind is Behaviour.DECLINES
        leg.picked_up = reacts and not leg.declined
    if leg.gone:
        return None
    if leg.declined:
        return "busy"
    return answer if leg.picked_up else "no-answer"
