"""Texts as people really write them are read as they are meant; what is measured is what `python -m bench` prints."""

import pytest

from bench.reading import FIELDS, LANGUAGES, examples, scores, wrong

EXAMPLES = list(examples())
LEAST = {"kind": 0.95, "place": 0.95, "time": 0.95, "persons": 0.9, "vehicle": 0.9, "direction": 0.9}


def misread(field):
    """The texts whose field is read wrongly, with what it ought to be and what it is."""
    return [(example.text, *found[field]) for example in EXAMPLES if field in (found := wrong(example))]


@pytest.mark.parametrize("field", FIELDS)
def test_nearly_all_that_is_read_is_right_and_nearly_all_that_is_there_is_read(field):
    score = scores(EXAMPLES)[field]
    least = LEAST.get(field, 1.0)
    assert min(score.precision, score.recall) >= least, misread(field)


def test_no_report_is_taken_for_a_command_and_no_command_for_a_report():
    assert [] == misread("command")


def test_there_are_many_examples_in_four_languages():
    count = {name: sum(example.language == name for example in EXAMPLES) for name in LANGUAGES}
    assert sum(count.values()) >= 400
    assert min(count.values()) >= 60


def test_no_text_is_an_example_twice():
    texts = [example.text for example in EXAMPLES]
    assert len(set(texts)) == len(texts)
