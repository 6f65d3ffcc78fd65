"""Hangup: the call ends here."""

from xml.etree.ElementTree import Element

from simulator.legs import Ending, HungUp, Source
from simulator.twiml.stage import Stage


async def hangup(stage: Stage, element: Element) -> Source | None:
    """End the call; raises HungUp."""
    del element
    stage.leg.end(Ending.DOCUMENT)
    raise HungUp(Ending.DOCUMENT)
