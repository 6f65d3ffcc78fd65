"""Gather: prompts that a key or a word interrupts, and the input that follows."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from simulator.legs import Leg, Listening, Source
from simulator.sounds import Sound
from simulator.twiml.document import whole
from simulator.twiml.hearing import understand
from simulator.twiml.pause import pause
from simulator.twiml.play import NO_SOUND_IN_GATHER, fetch, play
from simulator.twiml.say import say
from simulator.twiml.stage import Stage
from simulator.twiml.values import is_true

CONFIDENCE = "0.9"
"""How sure the carrier says it is of what it understood; here it always understands."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is listened for, and when it is complete; seconds."""

    keys: bool
    speech: bool
    most: int
    finish: str
    timeout: float
    interrupts: bool
    """Whether speech interrupts a prompt; keys always do."""


async def gather(stage: Stage, element: Element) -> Source | None:
    """Collect keys or words; without any, go on with the next verb unless the action wants to know."""
    leg = stage.leg
    rule = _rule(element)
    sounds = await _fetch(stage, element)
    leg.keys.clear()
    leg.listening, leg.takes_words = Listening.GATHER, rule.speech
    leg.ring()
    try:
        result = await _listen(stage, element, rule, sounds)
    finally:
        # Keys that came after the last one wanted are lost, as they are on a real line.
        leg.keys.clear()
        leg.listening, leg.takes_words = Listening.NOTHING, False
        leg.wait_ends()
    heard = result.get("Digits") or result.get("SpeechResult") or ""
    finished_on = result.get("FinishedOnKey", "")
    stage.company.log.add("gathered", call=leg.call, number=leg.number, text=heard, finished_on=finished_on)
    if not heard and not is_true(element.get("actionOnEmptyResult")):
        return None
    return stage.action(element, result | {"msg": "Gather End"})


def _rule(element: Element) -> Rule:
    wanted = element.get("input", "dtmf").split()
    return Rule(
        keys="dtmf" in wanted,
        speech="speech" in wanted,
        most=whole(element, "numDigits", 10_000),
        finish=element.get("finishOnKey", "#"),
        timeout=whole(element, "timeout", 5),
        interrupts=is_true(element.get("bargeIn", "true")),
    )


async def _fetch(stage: Stage, element: Element) -> dict[Element, Sound]:
    """All sounds are fetched before the first is played."""
    found = [child for child in element if child.tag == "Play" and not child.get("digits")]
    return {child: await fetch(stage, child, NO_SOUND_IN_GATHER) for child in found}


async def _listen(stage: Stage, element: Element, rule: Rule, sounds: dict[Element, Sound]) -> dict[str, str]:
    leg = stage.leg
    spoken = len(leg.speeches)
    await _prompt(stage, element, rule, sounds)
    if not rule.interrupts:
        spoken = len(leg.speeches)
    leg.wait_begins()
    if not _has_input(leg, rule, spoken):
        await leg.attend(
            lambda: leg.silent or _has_input(leg, rule, spoken), rule.timeout, real=leg.interactive
        )
    # The first to come decides: keys, or words.
    if rule.speech and len(leg.speeches) > spoken and not (rule.keys and leg.keys):
        return {"SpeechResult": await understand(stage, element, spoken), "Confidence": CONFIDENCE}
    if not rule.keys:
        return {"SpeechResult": ""}
    digits, last = await _collect(leg, rule)
    return {"Digits": digits, "FinishedOnKey": last}


async def _prompt(stage: Stage, element: Element, rule: Rule, sounds: dict[Element, Sound]) -> None:
    spoken = len(stage.leg.speeches)

    def interrupted() -> bool:
        words = rule.speech and rule.interrupts and len(stage.leg.speeches) > spoken
        return words or (rule.keys and bool(stage.leg.keys))

    for child in element:
        if interrupted():
            return
        match child.tag:
            case "Say":
                await say(stage, child, interrupted)
            case "Play":
                await play(stage, child, interrupted, sounds.get(child))
            case "Pause":
                await pause(stage, child, interrupted)


def _has_input(leg: Leg, rule: Rule, spoken: int) -> bool:
    return (rule.keys and bool(leg.keys)) or (rule.speech and len(leg.speeches) > spoken)


async def _collect(leg: Leg, rule: Rule) -> tuple[str, str]:
    digits = ""
    while len(digits) < rule.most and (leg.keys or (digits and await _another(leg, rule.timeout))):
        key = leg.keys.pop(0)
        if key in rule.finish:
            return digits, key
        digits += key
    return digits, ""


async def _another(leg: Leg, timeout: float) -> bool:  # noqa: ASYNC109 - the verb's own word
    await leg.attend(lambda: bool(leg.keys) or leg.silent, timeout, real=leg.interactive)
    return bool(leg.keys)
