"""Play: a sound is fetched and played, or keys are."""

from xml.etree.ElementTree import Element

from yarl import URL

from simulator.sounds import Sound, listen
from simulator.twiml.document import Refused, whole, words
from simulator.twiml.say import ENDLESS, Stop, never
from simulator.twiml.stage import Stage
from simulator.webhooks import WebhookFailed, send

NO_SOUND = 13420
NO_SOUND_IN_GATHER = 13325

_TYPES = frozenset(
    ["mpeg", "wav", "wave", "x-wav", "aiff", "x-aiff", "x-aifc", "gsm", "x-gsm", "ulaw", "basic", "mp3"]
)
_TONE = 0.25
_PAUSES = {"w": 0.5, "W": 1.0}


async def play(stage: Stage, element: Element, stop: Stop = never, sound: Sound | None = None) -> None:
    """Play a sound, so many times; one that cannot be fetched ends the document."""
    tones = element.get("digits")
    if tones:
        await play_tones(stage, tones, stop)
        return
    sound = sound or await fetch(stage, element, NO_SOUND)
    voice = "recording" if sound.known else "audio"
    for _ in range(whole(element, "loop", 1) or ENDLESS):
        if stop() or not await stage.leg.hear(sound.words, voice, sound.seconds, stop):
            return


async def play_tones(stage: Stage, tones: str, stop: Stop = never) -> None:
    """Play keys; `w` is half a second of silence."""
    seconds = sum(_PAUSES.get(tone, _TONE) for tone in tones)
    await stage.leg.hear(f"({tones})", "keys", seconds, stop)


async def fetch(stage: Stage, element: Element, code: int) -> Sound:
    """The sound behind an element's URL; raises Refused with this code when it is none."""
    url = stage.resolve(words(element))
    try:
        reply = await send(stage.company, url, {}, method="GET", what="play", call=stage.call.sid)
    except WebhookFailed:
        stage.company.log.add("play_failed", call=stage.call.sid, url=url)
        raise
    stage.leg.check()
    if not _is_sound(reply.content_type):
        stage.company.log.add("play_failed", call=stage.call.sid, url=url)
        raise Refused(code, f"not a sound: {reply.content_type} from {URL(url).path}")
    return listen(reply.body)


def _is_sound(content_type: str) -> bool:
    kind, _, name = content_type.partition(";")[0].strip().casefold().partition("/")
    return kind == "audio" and name in _TYPES
