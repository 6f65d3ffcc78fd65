"""The moment a call is answered, and the moment it is over."""

import math

from simulator.callbacks import set_status
from simulator.legs import Ending
from simulator.world import ANSWERED, Call, Company

_SIP = {"completed": "200", "busy": "486", "no-answer": "487", "canceled": "487", "failed": "404"}
_UNANSWERED = {
    Ending.CANCELLED: "canceled",
    Ending.REQUEST: "canceled",
    Ending.REJECTED: "no-answer",
    Ending.REJECTED_AS_BUSY: "busy",
}


def answered(company: Company, call: Call) -> None:
    """Somebody, or a machine, has picked up; from now on the call's time limit runs."""
    call.answered_at = company.clock.now()
    call.started = call.started or company.utc_now()
    set_status(company, call, ANSWERED, "answered")
    if call.direction != "inbound":
        company.log.add("picked_up", call=call.sid, number=call.leg.number)
    # Who holds the phone in real hands is given real time.
    call.limit = company.clock.call_later(
        call.time_limit, lambda: call.leg.end(Ending.TIME_LIMIT), real=call.leg.interactive
    )


def over(company: Company, call: Call, status: str | None = None) -> None:
    """The call has ended: `completed` if it was answered, else why it was not."""
    call.ended = company.utc_now()
    call.started = call.started or call.ended
    if call.answered_at is not None:
        status = "completed"
        call.duration = math.ceil(company.clock.now() - call.answered_at)
    elif status is None:
        status = _UNANSWERED.get(call.leg.gone or Ending.PERSON, "no-answer")
    call.duration = call.duration or 0
    call.price = company.purse.pay_call(call.duration)
    company.live.discard(call.sid)
    if call.limit is not None:
        call.limit.cancel()
    if call.leg.gone is None:
        call.leg.end(Ending.UNANSWERED if call.answered_at is None else Ending.DOCUMENT)
    more = {} if call.direction == "inbound" else {"SipResponseCode": _SIP[status]}
    set_status(company, call, status, "completed", **more)
