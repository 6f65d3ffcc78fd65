"""Answering machine detection: who or what picked up, and how long it takes to tell."""

from simulator.callbacks import deliver
from simulator.people import Answer, Behaviour
from simulator.world import Call, Company, Detection

HUMAN_AFTER = 2.4
MACHINE_AFTER = 3.0


async def detect(company: Company, call: Call, answer: Answer) -> None:
    """Listen until it is clear, and tell who asked; nobody is told about a call that has ended."""
    detection = call.detection
    if detection is None:
        return
    began = company.clock.now()
    verdict = await _verdict(call, answer, detection)
    if call.leg.gone:
        return
    call.answered_by = verdict
    company.log.add("answered_by", call=call.sid, number=call.to, text=verdict)
    if detection.callback is not None:
        parameters = {
            "AccountSid": company.account.sid,
            "CallSid": call.sid,
            "AnsweredBy": verdict,
            "MachineDetectionDuration": str(round((company.clock.now() - began) * 1000)),
        }
        await deliver(company, detection.callback, parameters, "answered_by", None, call=call.sid)


async def _verdict(call: Call, answer: Answer, detection: Detection) -> str:
    leg = call.leg
    if answer.kind is not Behaviour.VOICEMAIL:
        await leg.until(lambda: leg.gone is not None, HUMAN_AFTER)
        return "human"
    if not detection.until_the_end:
        await leg.until(lambda: leg.gone is not None, MACHINE_AFTER)
        return "machine_start"
    beeped = await leg.until(lambda: leg.gone is not None or leg.beeped_at is not None, detection.timeout)
    return "machine_end_beep" if beeped else "unknown"
