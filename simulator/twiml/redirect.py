"""Redirect: the call goes on with another document."""

from xml.etree.ElementTree import Element

from simulator.legs import Source
from simulator.twiml.document import words
from simulator.twiml.stage import Stage


async def redirect(stage: Stage, element: Element) -> Source:
    """Where the call goes on; what follows in this document is never reached."""
    return Source(stage.resolve(words(element)), element.get("method", "POST").upper())
