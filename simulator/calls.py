"""The life of a call, ours to a person and a person's to a line."""

import asyncio

from simulator.acting import behave, play_script
from simulator.answering import answered, over
from simulator.billing import Standing, standing
from simulator.callbacks import set_status
from simulator.legs import Ending, HungUp, Leg, Source
from simulator.machines import detect
from simulator.numbering import shown
from simulator.people import Answer, Script
from simulator.rates import LONGEST_CALL_QUEUE
from simulator.ringing import ring
from simulator.turns import Turn
from simulator.twiml.perform import converse
from simulator.world import Call, Callback, Company, Line, new_sid

_QUEUED = 0.2
"""Simulated seconds from a call's turn until it is dialled."""

_NOT_ACTIVE = 10001
_NOT_ACTIVE_INBOUND = 10003
_TOO_MANY = 10004
_REJECTED = {
    _NOT_ACTIVE: "Account is not active",
    _NOT_ACTIVE_INBOUND: "Incoming call rejected due to inactive account",
    _TOO_MANY: "Call concurrency limit exceeded",
}


def new_leg(company: Company, sid: str, number: str) -> Leg:
    """The end of a call that a phone is."""
    return Leg(company.clock, company.log, sid, number)


def place(company: Company, call: Call, create: int) -> None:
    """Accept a call that was asked for; `create` is the log's number of that request."""
    company.add_call(call)
    company.log.add(
        "call_status",
        call=call.sid,
        status="queued",
        event="queued",
        direction=call.direction,
        **{"from": call.from_, "to": call.to},
        create=create,
    )
    company.start(_outbound(company, call, company.call_turns.join()))


async def _outbound(company: Company, call: Call, turn: Turn) -> None:
    await _queue(company, call, turn)
    answer: Answer | str | None = None
    if call.leg.gone is None and (wrong := rejection(company)):
        _reject(company, call, wrong)
        answer = "failed"
    elif call.leg.gone is None:
        company.live.add(call.sid)
        set_status(company, call, "queued", "initiated")
        answer = await ring(company, call)
    if isinstance(answer, Answer):
        await _answered(company, call, answer)
    over(company, call, answer if isinstance(answer, str) else None)
    if call.answered_at is None:
        _missed(company, call)


async def _queue(company: Company, call: Call, turn: Turn) -> None:
    """Wait for the account's turn, unless the call is given up before, or has waited for a day."""
    leg = call.leg
    if not turn.done():
        turn.add_done_callback(lambda _: leg.ring())
        if not await leg.until(lambda: leg.gone is not None or turn.done(), LONGEST_CALL_QUEUE):
            leg.end(Ending.CANCELLED)
        turn.cancel()
        company.log.add("turn", call=call.sid, given_up=leg.gone is not None)
    await leg.until(lambda: leg.gone is not None, _QUEUED)


def rejection(company: Company) -> int:
    """Why no call may begin now: 10001, the account is not active; 10004, too many calls; 0, it may."""
    if standing(company) is not Standing.ACTIVE:
        return _NOT_ACTIVE
    most = company.rates.calls_at_once
    return _TOO_MANY if most is not None and len(company.live) >= most else 0


def _reject(company: Company, call: Call, code: int) -> None:
    company.log.add("error", call=call.sid, code=code, text=_REJECTED[code], url="")


async def _answered(company: Company, call: Call, answer: Answer) -> None:
    answered(company, call)
    others = {company.start(behave(company, call, answer))}
    detecting = detect(company, call, answer)
    try:
        if call.detection is not None and not call.detection.asynchronous:
            await detecting
        else:
            company.start(detecting)
        await converse(company, call)
    except HungUp:
        pass
    call.leg.ring()
    await asyncio.wait(others)


def _missed(company: Company, call: Call) -> None:
    """What a phone shows afterwards; one ring back answers several missed calls."""
    if not call.rang and call.status != "busy":
        return
    company.log.add("missed", number=call.to, call=call.sid, status=call.status, **{"from": call.from_})
    person, pair = company.people.get(call.to), (call.to, call.from_)
    if person is None or person.rings_back_after is None or pair in company.ringing_back:
        return
    company.ringing_back.add(pair)
    company.start(_ring_back(company, call, person.rings_back_after, person.ring_back))


async def _ring_back(company: Company, missed: Call, after: float, script: Script) -> None:
    await company.clock.sleep(after)
    company.ringing_back.discard((missed.to, missed.from_))
    if missed.from_ in company.lines:
        dial(company, missed.to, missed.from_, script)


def dial(company: Company, number: str, to: str, script: Script | None, withheld: bool | str = False) -> Call:
    """A person rings a line; without a script the phone is in somebody's hands. KeyError: no such line."""
    line = company.lines[to]
    sid = new_sid("CA")
    leg = new_leg(company, sid, number)
    leg.interactive = script is None
    call = Call(
        sid=sid,
        direction="inbound",
        from_=shown(number, withheld),
        to=to,
        leg=leg,
        source=Source(line.voice_url, line.voice_method),
        fallback=_fallback(line),
        callback=Callback(line.status_callback, line.status_callback_method)
        if line.status_callback
        else None,
    )
    company.add_call(call)
    company.log.add("dialled", call=sid, number=number, to=to, withheld=withheld)
    company.start(_inbound(company, call, script))
    return call


def _fallback(line: Line) -> Source | None:
    return Source(line.voice_fallback_url, line.voice_fallback_method) if line.voice_fallback_url else None


async def _inbound(company: Company, call: Call, script: Script | None) -> None:
    if wrong := rejection(company):
        _turn_away(company, call, wrong)
        return
    company.live.add(call.sid)
    set_status(company, call, "ringing", "ringing")
    acting = company.start(play_script(call.leg, script or ()))
    try:
        if call.source.url:
            await converse(company, call)
        else:
            company.log.add("error", call=call.sid, code=11100, text="the line has no voice URL", url="")
            call.leg.end(Ending.REJECTED)
    except HungUp:
        pass
    call.leg.ring()
    await asyncio.wait({acting})
    over(company, call)


def _turn_away(company: Company, call: Call, code: int) -> None:
    """The caller hears the engaged tone; the application is not asked, and not told."""
    _reject(company, call, _NOT_ACTIVE_INBOUND if code == _NOT_ACTIVE else code)
    call.callback = None
    call.leg.end(Ending.REJECTED_AS_BUSY)
    over(company, call)


def end(call: Call) -> None:
    """The application ends a call: it is hung up, or not made at all."""
    call.leg.end(Ending.CANCELLED if call.answered_at is None else Ending.REQUEST)
