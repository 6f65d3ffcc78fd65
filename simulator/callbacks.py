"""Status callbacks of calls and texts: what is told, in which order, and what gets lost on the way."""

import asyncio
from email.utils import format_datetime

from simulator.faults import FaultName
from simulator.webhooks import WebhookFailed, send
from simulator.world import API_VERSION, Call, Callback, Company, Text


def call_parameters(company: Company, call: Call) -> dict[str, str]:
    """The standard parameters of every request about a call."""
    parameters = {
        "AccountSid": company.account.sid,
        "ApiVersion": API_VERSION,
        "CallSid": call.sid,
        "CallStatus": call.status,
        "Called": call.to,
        "Caller": call.from_,
        "Direction": call.direction,
        "From": call.from_,
        "To": call.to,
    }
    for end, number in (("From", call.from_), ("To", call.to), ("Caller", call.from_), ("Called", call.to)):
        parameters |= place(end, number)
    if call.parent:
        parameters["ParentCallSid"] = call.parent
    if call.answered_by and call.detection and not call.detection.asynchronous:
        parameters["AnsweredBy"] = call.answered_by
    return parameters


def place(end: str, number: str) -> dict[str, str]:
    """Where a number is thought to be: for Belgium, only the country."""
    country = "BE" if number.startswith("+32") else ""
    return {f"{end}City": "", f"{end}State": "", f"{end}Zip": "", f"{end}Country": country}


def set_status(company: Company, call: Call, status: str, event: str, **more: str) -> None:
    """Move a call to a status, write it down, and tell whoever asked to be told."""
    call.status = status
    call.updated = company.utc_now()
    company.log.add(
        "call_status",
        call=call.sid,
        status=status,
        event=event,
        direction=call.direction,
        **{"from": call.from_, "to": call.to},
        answered_by=call.answered_by,
        duration=call.duration,
    )
    tell(company, call, event, more)


def tell(company: Company, call: Call, event: str, more: dict[str, str]) -> None:
    """Send the callback of this event, if it was asked for."""
    if call.callback is None or event not in call.callback.events:
        return
    parameters = call_parameters(company, call) | more
    if event == "initiated":
        parameters["CallStatus"] = "initiated"
    if event == "completed":
        seconds = call.duration or 0
        parameters |= {"CallDuration": str(seconds), "Duration": str((seconds + 59) // 60)}
    parameters |= {
        "Timestamp": format_datetime(company.utc_now()),
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(call.sequence),
    }
    call.sequence += 1
    call.told = company.start(
        deliver(company, call.callback, parameters, "call_status", call.told, call=call.sid)
    )


def tell_text(company: Company, text: Text, status: str) -> None:
    """Move a text to a status and tell whoever asked."""
    text.status = status
    text.updated = company.utc_now()
    company.log.add(
        "text_status",
        message=text.sid,
        status=status,
        error=text.error,
        **{"from": text.from_, "to": text.to},
    )
    if text.callback is None:
        return
    parameters = {
        "AccountSid": company.account.sid,
        "ApiVersion": API_VERSION,
        "From": text.from_,
        "MessageSid": text.sid,
        "MessageStatus": status,
        "SmsSid": text.sid,
        "SmsStatus": status,
        "To": text.to,
    }
    if text.error:
        parameters["ErrorCode"] = str(text.error)
    if status in ("delivered", "undelivered"):
        parameters["RawDlrDoneDate"] = company.utc_now().strftime("%y%m%d%H%M")
    text.told = company.start(
        deliver(company, text.callback, parameters, "text_status", text.told, text=text.sid)
    )


async def deliver(
    company: Company,
    callback: Callback,
    parameters: dict[str, str],
    what: str,
    before: asyncio.Task[None] | None,
    *,
    call: str = "",
    text: str = "",
) -> None:
    """Bring one callback, after the one before it; faults may lose, double, delay or shuffle it."""
    on = "calls" if call else "texts"
    if company.faults.take(FaultName.DROP_CALLBACKS, on):
        company.log.add("callback_dropped", call=call, message=text, url=callback.url)
        return
    shuffled = company.faults.take(FaultName.SHUFFLE_CALLBACKS, on)
    if shuffled:
        await asyncio.sleep(company.faults.dice(shuffled.seconds))
    elif before is not None:
        await asyncio.wait({before})
    if delay := company.faults.take(FaultName.DELAY_CALLBACKS, on):
        await asyncio.sleep(delay.seconds)
    times = 2 if company.faults.take(FaultName.DUPLICATE_CALLBACKS, on) else 1
    for _ in range(times):
        try:
            await send(
                company, callback.url, parameters, method=callback.method, what=what, call=call, text=text
            )
        except WebhookFailed as failed:
            # A callback has no fallback: what could not be told is lost.
            company.log.add("error", code=15003, url=failed.url, call=call, message=text)
