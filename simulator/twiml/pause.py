"""Pause: nothing is said for a while."""

from xml.etree.ElementTree import Element

from simulator.twiml.document import whole
from simulator.twiml.say import Stop, never
from simulator.twiml.stage import Stage


async def pause(stage: Stage, element: Element, stop: Stop = never) -> None:
    """Say nothing for some seconds; real ones on a phone in somebody's hands, as every wait there."""
    await stage.leg.attend(stop, whole(element, "length", 1), real=stage.leg.interactive)
