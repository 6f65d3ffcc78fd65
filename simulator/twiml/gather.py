"""Gather: prompts that a key interrupts, and the digits that follow."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from simulator.legs import Leg, Listening, Source
from simulator.twiml.document import whole
from simulator.twiml.speaking import pause, play, say
from simulator.twiml.stage import Stage

_PROMPTS = {"Say": say, "Play": play, "Pause": pause}


@dataclass(frozen=True, slots=True)
class Rule:
    """When the digits are complete."""

    most: int
    finish: str
    timeout: float


async def gather(stage: Stage, element: Element) -> Source | None:
    """Collect digits; without any, go on with the next verb unless the action wants to know."""
    leg = stage.leg
    rule = Rule(
        most=whole(element, "numDigits", 10_000, least=1),
        finish=element.get("finishOnKey", "#"),
        timeout=whole(element, "timeout", 5),
    )
    leg.keys.clear()
    leg.listening = Listening.GATHER
    leg.ring()
    try:
        await _prompt(stage, element)
        leg.wait_begins()
        digits, last = await _collect(leg, rule)
    finally:
        # Keys that came after the last one wanted are lost, as they are on a real line.
        leg.keys.clear()
        leg.listening = Listening.NOTHING
        leg.wait_ends()
    stage.company.log.add("gathered", call=leg.call, number=leg.number, text=digits, finished_on=last)
    if not digits and element.get("actionOnEmptyResult", "").casefold() != "true":
        return None
    return stage.action(element, {"Digits": digits, "FinishedOnKey": last, "msg": "Gather End"})


async def _prompt(stage: Stage, element: Element) -> None:
    def pressed() -> bool:
        return bool(stage.leg.keys)

    for child in element:
        if pressed():
            return
        await _PROMPTS[child.tag](stage, child, pressed)


async def _collect(leg: Leg, rule: Rule) -> tuple[str, str]:
    digits = ""
    while len(digits) < rule.most:
        if not leg.keys and not await _another(leg, rule.timeout):
            break
        key = leg.keys.pop(0)
        if key in rule.finish:
            return digits, key
        digits += key
    return digits, ""


async def _another(leg: Leg, timeout: float) -> bool:  # noqa: ASYNC109 - the verb's own word
    await leg.attend(lambda: bool(leg.keys) or leg.silent, timeout, real=leg.interactive)
    return bool(leg.keys)
