"""Say: a text is spoken."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from simulator.sounds import spoken_seconds
from simulator.twiml.document import whole
from simulator.twiml.stage import Stage

ENDLESS = 1000
"""How often `loop="0"` repeats at most."""

_LONGEST = {"Polly": 3000, "Google": 5000}
_LONGEST_BASIC = 4096

Stop = Callable[[], bool]


def never() -> bool:
    """Nothing stops it."""
    return False


async def say(stage: Stage, element: Element, stop: Stop = never) -> None:
    """Speak a text, so many times; one that is too long for its voice is not spoken."""
    text = spoken(element)
    voice = element.get("voice") or element.get("language") or "man"
    if not text:
        stage.warn(13520, "a <Say> without words")
        return
    if len(text) > _LONGEST.get(voice.partition(".")[0], _LONGEST_BASIC):
        stage.warn(13521, f"{len(text)} characters are too many for {voice}")
        return
    seconds = spoken_seconds(text) + _breaks(element)
    for _ in range(whole(element, "loop", 1) or ENDLESS):
        if stop() or not await stage.leg.hear(text, voice, seconds, stop):
            return


def spoken(element: Element) -> str:
    """The words as they sound: marks for speech are not spoken, an alias is, in place of its words."""
    return " ".join("".join(_parts(element)).split())


def _parts(element: Element) -> list[str]:
    inside = [element.text or ""]
    for child in element:
        alias = child.get("alias") if child.tag == "sub" else None
        inside += [alias] if alias else _parts(child)
        inside.append(child.tail or "")
    return inside


def _breaks(element: Element) -> float:
    return sum(_seconds(mark.get("time", "")) for mark in element.iter("break"))


def _seconds(given: str) -> float:
    """`2s` or `500ms`; anything else is no time."""
    number = given.removesuffix("s").removesuffix("m")
    if not number.isdigit():
        return 0.0
    return int(number) / (1000 if given.endswith("ms") else 1)
