"""Sounds that carry words, signatures, segments and other small things."""

import io
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from simulator.numbering import can_be_dialled, can_get_texts
from simulator.opt_outs import Keyword, keyword
from simulator.overrides import overrides
from simulator.segments import segments
from simulator.sounds import listen, wav
from simulator.webhooks import signature

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80)


@given(WORDS, st.floats(0.1, 3))
def test_a_sound_is_heard_as_the_words_in_it(words: str, seconds: float) -> None:
    heard = listen(wav(words, seconds))
    assert (words, True) == (heard.words, heard.known)
    assert seconds == pytest.approx(heard.seconds, abs=0.001)


def test_a_sound_of_somebody_else_has_a_length_and_no_words() -> None:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\0" * 8000)
    heard = listen(file.getvalue())
    assert ("(audio, 1.0 s)", False) == (heard.words, heard.known)


@given(st.binary(max_size=200))
def test_any_bytes_are_some_sound(audio: bytes) -> None:
    assert listen(audio).seconds >= 0
    assert listen(b"RIFF\0\0\0\0WAVE" + audio).seconds >= 0


@given(st.dictionaries(WORDS, WORDS, max_size=5))
def test_a_signature_is_what_the_vendor_expects(form: dict[str, str]) -> None:
    url = "https://example.org/voice?x=%C3%A9&b=1"
    assert RequestValidator("token").validate(url, form, signature("token", url, form))


def test_the_fragment_of_a_url_says_how_to_be_patient() -> None:
    rules = overrides("rc=2&rp=ct,rt,5xx&rt=4000&e=frankfurt", 15.0)
    assert (2, 4.0, 15.0) == (rules.retries, rules.read, rules.total)
    assert [True, True, False] == [rules.again(reason) for reason in ("rt", "5xx", "4xx")]
    assert (1, True, False) == (
        overrides("", 15.0).retries,
        overrides("", 15.0).again("ct"),
        overrides("", 15.0).again("rt"),
    )


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("€" * 80, 1),
        ("ï" + "a" * 69, 1),
        ("ï" + "a" * 70, 2),
        ("a" * 1600, 11),
    ],
)
def test_a_text_costs_so_many_messages(body: str, count: int) -> None:
    assert count == segments(body)


@pytest.mark.parametrize(
    ("number", "dialled", "texted"),
    [
        ("+32470123456", True, True),
        ("+3232345678", True, False),
        ("+31612345678", True, True),
        ("+3247012345", False, False),
    ],
)
def test_the_numbering_plan_knows_mobiles_and_landlines(number: str, dialled: bool, texted: bool) -> None:
    assert dialled == can_be_dialled(number)
    assert texted == (dialled and can_get_texts(number))


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("STOP", Keyword.STOP),
        (" quit ", Keyword.STOP),
        ("Yes", Keyword.START),
        ("stop nu", None),
        ("ok", None),
    ],
)
def test_a_keyword_stands_alone(body: str, found: Keyword | None) -> None:
    assert found == keyword(body)
