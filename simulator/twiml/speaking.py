"""Say, Play and Pause: what a phone hears."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from yarl import URL

from simulator.sounds import Sound, listen, spoken_seconds
from simulator.twiml.document import Refused, whole, words
from simulator.twiml.stage import Stage
from simulator.webhooks import WebhookFailed, send

ENDLESS = 1000
"""How often `loop="0"` repeats at most."""

Stop = Callable[[], bool]


def never() -> bool:
    """Nothing stops it."""
    return False


async def say(stage: Stage, element: Element, stop: Stop = never) -> None:
    """Speak a text."""
    text = words(element)
    if not text:
        return
    voice = element.get("voice") or element.get("language") or "man"
    for _ in range(whole(element, "loop", 1) or ENDLESS):
        if not await stage.leg.hear(text, voice, spoken_seconds(text), stop):
            return


async def play(stage: Stage, element: Element, stop: Stop = never) -> None:
    """Fetch a sound and play it; one that cannot be fetched ends the document."""
    if element.get("digits"):
        return
    sound = await _fetch(stage, stage.resolve(words(element)))
    stage.leg.check()
    voice = "recording" if sound.known else "audio"
    for _ in range(whole(element, "loop", 1) or ENDLESS):
        if stop() or not await stage.leg.hear(sound.words, voice, sound.seconds, stop):
            return


async def pause(stage: Stage, element: Element, stop: Stop = never) -> None:
    """Say nothing for some seconds; real ones on a phone in somebody's hands, as every wait there."""
    await stage.leg.attend(stop, whole(element, "length", 1), real=stage.leg.interactive)


async def _fetch(stage: Stage, url: str) -> Sound:
    try:
        reply = await send(stage.company, url, {}, method="GET", what="play", call=stage.call.sid)
    except WebhookFailed:
        stage.company.log.add("play_failed", call=stage.call.sid, url=url)
        raise
    if not reply.content_type.casefold().startswith("audio/"):
        stage.company.log.add("play_failed", call=stage.call.sid, url=url)
        raise Refused(12300, f"not a sound: {reply.content_type} from {URL(url).path}")
    return listen(reply.body)
