"""A turn as the document that the carrier obeys. Only the library's builder writes XML here."""

from __future__ import annotations

from collections.abc import Iterable

from twilio.twiml.voice_response import Gather, VoiceResponse

from carrier.carrier import Language
from carrier.segments import clean
from flows.engine.visit import Audio, Joined, Keys, Moment, Over, Through, Turn, Voice, Words
from ivr.speaking import Mouth, Sound, plainly
from settings import Settings

_ANY_KEY = "1234567890*#"
_LONGEST_SAY = 1500  # characters; above it some voices refuse (twilio error 13521)
_QUIET = 4  # seconds of silence after which a recording ends
_TRANSFER_RINGS = 25  # seconds


def document(
    turn: Turn,
    settings: Settings,
    answer_url: str,
    recording_url: str,
    caller_id: str,
    mouth: Mouth = plainly,
    whisper_url: str = "",
) -> str:
    """What to say, what to wait for, and where the answer goes. `recording_url` is told when a recording is ready;
    `mouth` says how words are said; at `whisper_url` is what somebody hears who is rung to be joined with this call."""
    response = VoiceResponse()
    match turn.wait:
        case Keys(digits=digits, seconds=own):
            seconds = own or (settings.menu_seconds if digits == 1 else settings.number_seconds)
            gather = Gather(
                num_digits=digits, timeout=seconds, action=answer_url, action_on_empty_result=True
            )
            _say(gather, turn, settings, mouth)
            response.append(gather)
            response.redirect(answer_url)
        case Voice(seconds=seconds):
            _say(response, turn, settings, mouth)
            _record(response, seconds, answer_url, recording_url)
            response.redirect(answer_url)  # an empty recording falls through to here
        case Moment(seconds=seconds):
            _say(response, turn, settings, mouth)
            if seconds:
                response.pause(length=seconds)
            response.redirect(answer_url)
        case Through(number=number):
            _say(response, turn, settings, mouth)
            dial = response.dial(action=answer_url, timeout=_TRANSFER_RINGS, caller_id=caller_id)
            dial.number(number, **({"url": whisper_url} if whisper_url else {}))
        case Over():
            _say(response, turn, settings, mouth)
            response.hangup()
        case Joined():
            _say(response, turn, settings, mouth)  # a document that ends without a hang-up joins the two
    return str(response)


def apology(
    settings: Settings,
    text: str,
    language: Language,
    *,
    record_for: int = 0,
    answer_url: str = "",
    recording_url: str = "",
) -> str:
    """A fixed sentence for when something broke; then it records for so many seconds, goes on at `answer_url`, or ends."""
    response = VoiceResponse()
    _words(response, text, language, settings)
    if record_for:
        _record(response, record_for, answer_url, recording_url)
    elif answer_url:
        response.redirect(answer_url)
    response.hangup()
    return str(response)


def kept_by_the_carrier(
    settings: Settings, words: Iterable[tuple[Language, str]], number: str, caller_id: str
) -> str:
    """The document that the carrier keeps for when we are away: the words, then through to `number`; a tag a line."""
    response = VoiceResponse()
    for language, text in words:
        _words(response, text, language, settings)
    response.dial(caller_id=caller_id).number(number)
    return str(response).replace("><", ">\n<")  # a text never has `><`: it is written `&gt;&lt;`


def _record(into: VoiceResponse, seconds: int, answer_url: str, recording_url: str) -> None:
    into.record(
        action=answer_url, max_length=seconds, timeout=_QUIET, finish_on_key=_ANY_KEY, trim="do-not-trim",
        recording_status_callback=recording_url, recording_status_callback_event="completed absent",
    )  # fmt: skip


def _say(into: VoiceResponse | Gather, turn: Turn, settings: Settings, mouth: Mouth) -> None:
    for item in turn.said:
        match item:
            case Words(language=language):
                said = mouth(item)
                if isinstance(said, Sound):
                    into.play(f"{settings.public_base_url}/audio/said/{said.name}")
                else:
                    _words(into, said, language, settings)
            case Audio(token=token):
                into.play(f"{settings.public_base_url}/audio/{token}")


def _words(into: VoiceResponse | Gather, text: str, language: Language, settings: Settings) -> None:
    voice, _, tongue = str(getattr(settings, f"voice_{language}")).partition("/")
    for part in _parts(clean(text)):
        into.say(part, voice=voice, language=tongue)


def _parts(text: str) -> list[str]:
    return [text[at : at + _LONGEST_SAY] for at in range(0, len(text), _LONGEST_SAY)]
