"""Reject: a call that was not answered is refused, and costs nothing."""

from xml.etree.ElementTree import Element

from simulator.legs import Ending, HungUp, Source
from simulator.twiml.stage import Stage


async def reject(stage: Stage, element: Element) -> Source | None:
    """Refuse the call, as busy or as no number in service; raises HungUp."""
    busy = element.get("reason") == "busy"
    stage.leg.end(Ending.REJECTED_AS_BUSY if busy else Ending.REJECTED)
    raise HungUp(Ending.REJECTED)
