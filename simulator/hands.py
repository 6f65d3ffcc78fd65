"""What one does with a phone that is in one's own hands: press, speak, hang up, answer, decline, be silent."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from simulator.legs import Ending, Listening
from simulator.world import Call

_UNTIL_LISTENING = 10.0
"""Real seconds that a key or a sentence waits until the call listens."""

Json = dict[str, Any]


class Impossible(Exception):
    """What was asked cannot be done; the reason goes back to the caller."""


async def do(call: Call, act: str, asked: Json) -> None:
    """Do one of ACTS on a call; raises Impossible."""
    doing = ACTS.get(act)
    if doing is None:
        raise Impossible(f"one can {', '.join(ACTS)}")
    await doing(call, asked)


async def _press(call: Call, asked: Json) -> None:
    if not asked.get("at_once"):
        await _listening(call, lambda: call.leg.listening is not Listening.NOTHING)
    call.leg.press(str(asked["keys"]))


async def _speak(call: Call, asked: Json) -> None:
    await _listening(call, call.leg.open_to_speech)
    await call.leg.speak(str(asked["text"]), asked.get("seconds"))


async def _hang_up(call: Call, asked: Json) -> None:
    del asked
    call.leg.end(Ending.PERSON)


async def _answer(call: Call, asked: Json) -> None:
    del asked
    if call.status != "ringing":
        raise Impossible(f"this call is {call.status}, not ringing")
    call.leg.picked_up = True
    call.leg.ring()


async def _decline(call: Call, asked: Json) -> None:
    del asked
    call.leg.declined = True
    call.leg.ring()


async def _say_nothing(call: Call, asked: Json) -> None:
    del asked
    call.leg.silent = True
    call.leg.ring()


ACTS: dict[str, Callable[[Call, Json], Awaitable[None]]] = {
    "press": _press,
    "speak": _speak,
    "hang_up": _hang_up,
    "answer": _answer,
    "decline": _decline,
    "say_nothing": _say_nothing,
}


async def _listening(call: Call, ready: Callable[[], bool]) -> None:
    """Wait, like somebody at a phone, until the call listens; raises Impossible when it never does."""
    await call.leg.until(lambda: call.leg.gone is not None or ready(), _UNTIL_LISTENING, real=True)
    # Who is told of the call's end at this very moment sees its final status.
    await asyncio.sleep(0)
    if call.leg.gone is not None:
        raise Impossible("this call is over")
    if not ready():
        raise Impossible("nobody is listening on this call")
