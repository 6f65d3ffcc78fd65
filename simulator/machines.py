"""Answering machine detection: who or what picked up, and how long it takes to tell."""

from simulator.callbacks import deliver
from simulator.people import Answer
from simulator.verdicts import verdict
from simulator.world import Call, Company, Detection


async def detect(company: Company, call: Call, answer: Answer) -> None:
    """Listen until it is clear, and tell who asked; nobody is told about a call that has ended."""
    detection = call.detection
    if detection is None:
        return
    began = company.clock.now()
    found = await _listen(company, call, answer, detection)
    if call.leg.gone:
        return
    call.answered_by = found
    milliseconds = round((company.clock.now() - began) * 1000)
    company.log.add("answered_by", call=call.sid, number=call.to, text=found, after_ms=milliseconds)
    if detection.callback is not None:
        parameters = {
            "AccountSid": company.account.sid,
            "CallSid": call.sid,
            "AnsweredBy": found,
            "MachineDetectionDuration": str(milliseconds),
        }
        await deliver(company, detection.callback, parameters, "answered_by", None, call=call.sid)


async def _listen(company: Company, call: Call, answer: Answer, detection: Detection) -> str:
    """The verdict, at the moment when it is known."""
    leg = call.leg
    person = company.people[call.to]
    dice = person.dice(f"machine {company.mistakes.seed} {company.rung[call.to]}")
    found = verdict(answer, detection, company.mistakes, dice)
    if found.after is not None:
        await leg.until(lambda: leg.gone is not None, found.after)
        return found.words
    beeped = await leg.until(lambda: leg.gone is not None or leg.beeped_at is not None, detection.timeout)
    return found.words if beeped else "unknown"
