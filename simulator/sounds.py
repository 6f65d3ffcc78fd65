"""Sound that carries its spoken words: in a WAV's comment (LIST/INFO ICMT), or in an MP3's (ID3 COMM)."""

import array
import math
import struct
import sys
from dataclasses import dataclass

from simulator import mp3

RATE = 8000
CHARACTERS_PER_SECOND = 14.0
_BYTES_PER_SECOND_COMPRESSED = 4000
_PERIOD = 40


@dataclass(frozen=True)
class Sound:
    """What somebody hears: words, and for how many seconds."""

    words: str
    seconds: float
    known: bool
    """Whether the words were in the sound, or had to be made up."""


def spoken_seconds(text: str) -> float:
    """How long it takes to say this."""
    return len(text) / CHARACTERS_PER_SECOND


def wav(words: str, seconds: float) -> bytes:
    """A soft tone of that length which carries its words: 8 kHz, 16-bit, mono."""
    samples = _tone(round(seconds * RATE))
    comment = words.encode() + b"\0"
    info = b"INFO" + _chunk(b"ICMT", comment)
    header = struct.pack("<HHIIHH", 1, 1, RATE, RATE * 2, 2, 16)
    body = b"WAVE" + _chunk(b"fmt ", header) + _chunk(b"LIST", info) + _chunk(b"data", samples)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def listen(audio: bytes) -> Sound:
    """What this audio sounds like; unknown formats are `(audio, 3.2 s)`."""
    if (compressed := mp3.read(audio)) is not None:
        words, seconds = compressed.words, compressed.seconds
        return Sound(words, seconds, known=True) if words else _unknown(seconds)
    if audio[:4] != b"RIFF" or audio[8:12] != b"WAVE":
        return _unknown(len(audio) / _BYTES_PER_SECOND_COMPRESSED)
    chunks = _chunks(audio[12:])
    rate = struct.unpack_from("<I", chunks.get(b"fmt ", b"").ljust(16, b"\0"), 8)[0] or RATE * 2
    seconds = len(chunks.get(b"data", b"")) / rate
    words = _comment(chunks.get(b"LIST", b""))
    return Sound(words, seconds, known=True) if words else _unknown(seconds)


def _unknown(seconds: float) -> Sound:
    return Sound(f"(audio, {seconds:.1f} s)", seconds, known=False)


def _tone(count: int) -> bytes:
    period = array.array("h", (round(2500 * math.sin(2 * math.pi * i / _PERIOD)) for i in range(_PERIOD)))
    if sys.byteorder == "big":
        period.byteswap()
    return (period.tobytes() * (count // _PERIOD + 1))[: count * 2]


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _chunks(data: bytes) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    place = 0
    while place + 8 <= len(data):
        name, size = data[place : place + 4], struct.unpack_from("<I", data, place + 4)[0]
        found[name] = data[place + 8 : place + 8 + size]
        place += 8 + size + size % 2
    return found


def _comment(info: bytes) -> str:
    if info[:4] != b"INFO":
        return ""
    return _chunks(info[4:]).get(b"ICMT", b"").rstrip(b"\0").decode(errors="replace")
