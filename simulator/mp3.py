"""MP3, as far as it is needed: how long a file sounds, the words in its tag, and a silence that carries words."""

from dataclasses import dataclass

_BITRATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BITRATES_LOW = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_LAYER_3 = 1
_COMMENT = b"COMM"
_SILENT_FRAME = b"\xff\xfb\x18\xc4" + bytes(140)
"""32 kbit/s, 32 kHz, mono: 1152 samples without any sound."""
_SILENT_SECONDS = 1152 / 32000


@dataclass(frozen=True)
class Mp3:
    """What is known of a file."""

    words: str
    seconds: float


def read(audio: bytes) -> Mp3 | None:
    """The length and the words of an MP3; None when this is none."""
    tag = _tag_length(audio)
    seconds = _seconds(audio, tag)
    return Mp3(_words(audio[:tag]), seconds) if seconds > 0 else None


def write(words: str, seconds: float) -> bytes:
    """A silence of that length which carries its words."""
    text = b"\x03und\x00" + words.encode()
    frame = _COMMENT + len(text).to_bytes(4, "big") + b"\0\0" + text
    size = bytes((len(frame) >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + size + frame + _SILENT_FRAME * max(round(seconds / _SILENT_SECONDS), 1)


def _tag_length(audio: bytes) -> int:
    if audio[:3] != b"ID3" or len(audio) < 10:
        return 0
    size = 0
    for byte in audio[6:10]:
        size = (size << 7) | (byte & 0x7F)
    return 10 + size


def _words(tag: bytes) -> str:
    place = 10
    while place + 10 < len(tag):
        name, size = tag[place : place + 4], int.from_bytes(tag[place + 4 : place + 8], "big")
        content = tag[place + 10 : place + 10 + size]
        if name == _COMMENT and content[:1] == b"\x03":
            return content[4:].partition(b"\0")[2].decode(errors="replace")
        place += 10 + size
    return ""


def _seconds(audio: bytes, place: int) -> float:
    """The length of all frames that follow each other."""
    seconds = 0.0
    while (frame := _frame(audio[place : place + 4])) is not None:
        length, each = frame
        seconds += each
        place += length
    return seconds


def _frame(header: bytes) -> tuple[int, float] | None:
    """How many bytes and seconds a frame has; None when this begins none."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return None
    version, layer = (header[1] >> 3) & 3, (header[1] >> 1) & 3
    bitrate, rate = header[2] >> 4, (header[2] >> 2) & 3
    if layer != _LAYER_3 or version not in _RATES or rate == 3 or bitrate in (0, 15):
        return None
    hertz = _RATES[version][rate]
    newest = version == 3
    kilobits = (_BITRATES if newest else _BITRATES_LOW)[bitrate]
    samples = 1152 if newest else 576
    return samples // 8 * kilobits * 1000 // hertz + ((header[2] >> 1) & 1), samples / hertz
