"""No text takes much work to read, however it is made; what is counted are the steps, never the time."""

import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bench.reading import HARD
from flows.reading import MOST_CHARACTERS, read

MOST_STEPS = 250_000
PIECES = st.lists(
    st.one_of(
        st.text(min_size=1, max_size=6),
        st.sampled_from(
            [
                "é́",
                "ａ",
                "👮🏽\u200d♂️",
                "שלום",
                "سرق",
                "1",
                "12:",
                "1u",
                "1-ABC-",
                "Kerkstr.",
                "Kerkstraatt",
                "rue",
                "de",
                "la",
                "hoek",
                "deur",
                "raam",
                "fiets",
            ]
        ),
        st.sampled_from([" ", ".", ", ", "\n", "'", "-", " 10 min ", " in de ", " zonder te ", "pas "]),
    ),
    min_size=1,
    max_size=5,
)


def filled(piece, length):
    """A text of that many characters, made of the piece alone."""
    return (piece * length)[:length]


def steps(text):
    """The calls that are made while a text is read whose words have been read before."""
    count = 0

    def called(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    read(text)
    before = sys.getprofile()
    sys.setprofile(called)
    try:
        read(text)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("name", HARD)
def test_no_hard_text_takes_much_work(name):
    assert steps(HARD[name][:MOST_CHARACTERS]) < MOST_STEPS


@settings(max_examples=40, deadline=None)
@given(PIECES)
@example(["é\u0301"])
@example(["deur open ", "raam slot "])
@example(["Kerkstraatt "])
@example(["\u0301"])
@example(["1 "])
def test_a_text_that_is_twice_as_long_takes_about_twice_the_work(pieces):
    piece = "".join(pieces)
    half, whole = steps(filled(piece, MOST_CHARACTERS // 2)), steps(filled(piece, MOST_CHARACTERS))
    assert whole < 3 * half + 5_000
    assert whole < MOST_STEPS
