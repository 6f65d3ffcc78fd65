"""A phone rings: for how long, and who or what picks up."""

from simulator.callbacks import set_status
from simulator.people import Answer, Behaviour, Person
from simulator.world import Call, Company, utc_now

_ENGAGED_TONE = 1.0


async def ring(company: Company, call: Call) -> Answer | str | None:
    """Ring the phone of a call: how it is answered, or the call's final status, or None if given up."""
    call.started = utc_now()
    person = company.people.get(call.to)
    if person is None:
        return "failed"
    if company.engaged(call.to, call):
        return await _after_tone(company, call, "busy")
    answer = person.answer(company.rung[call.to])
    company.rung[call.to] += 1
    if answer.kind in (Behaviour.BUSY, Behaviour.FAILED) and not person.interactive:
        return await _after_tone(company, call, str(answer.kind))
    call.rang = True
    set_status(company, call, "ringing", "ringing")
    company.log.add("rang", number=call.to, call=call.sid, name=person.name, **{"from": call.from_})
    return await _wait(call, person, answer)


async def _after_tone(company: Company, call: Call, status: str) -> str | None:
    await company.clock.sleep(_ENGAGED_TONE)
    return None if call.leg.gone else status


async def _wait(call: Call, person: Person, answer: Answer) -> Answer | str | None:
    leg = call.leg
    leg.interactive = person.interactive
    if person.interactive:
        await leg.until(lambda: leg.left() or leg.picked_up or leg.declined, call.ring_timeout, real=True)
    else:
        picks_up = answer.kind is not Behaviour.NO_ANSWER and answer.after <= call.ring_timeout
        await leg.until(leg.left, answer.after if picks_up else call.ring_timeout)
        leg.picked_up = picks_up
    if leg.gone:
        return None
    if leg.declined:
        return "busy"
    return answer if leg.picked_up else "no-answer"
