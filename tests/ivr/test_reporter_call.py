"""A reporter who is rung by an officer hears who calls, and why, and is joined with a key alone."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from callers import BADGE, HOTLINE, MEMBER, OFFICER, PIN, POLICE_LINE, Call, Carrier, ids
from sqlmodel import select

from db.people import Member


def at_the_report(carrier: Carrier) -> Call:
    """A member has reported; the officer has heard it."""
    call = carrier.call(HOTLINE)
    for key in ("1", "1", "1", "1"):
        call.presses(key)
    call.speaks(hung_up=True)
    return carrier.call(POLICE_LINE, OFFICER).presses(BADGE).presses(PIN).presses("2")


def picks_up(carrier: Carrier, officer: Call) -> Call:
    """The reporter, or a machine, answers the call that the officer's document asks for."""
    number = officer.wait.find("Number")
    assert number is not None
    form = {
        "CallSid": f"CA{next(ids):032x}",
        "From": HOTLINE,
        "To": MEMBER,
        "ParentCallSid": officer.form["CallSid"],
    }
    return Call(carrier, form | {"CallStatus": "in-progress"}).asks(number.get("url") or "")


def joined(call: Call) -> bool:
    """Whether the document ends without hanging up, which joins the two."""
    assert call.document is not None
    return [element.tag for element in call.document] == ["Say"]


def test_the_reporter_hears_who_calls_and_why_and_is_joined_with_1(carrier: Carrier) -> None:
    officer = at_the_report(carrier).presses("4").hears("moet eerst 1 drukken")
    reporter = picks_up(carrier, officer).hears(
        "Politie Antwerpen. Een politieambtenaar belt u over uw melding"
    )
    assert joined(reporter.presses("1"))
    assert officer.asks(officer.url, DialCallStatus="completed", DialBridged="true").step == "report_choose"


def test_a_machine_is_not_joined_and_keeps_what_to_do(carrier: Carrier) -> None:
    officer = at_the_report(carrier).presses("4")
    machine = picks_up(carrier, officer).presses("").presses("")
    assert (machine.hears("Bel dit nummer terug").step, joined(machine)) == ("end", False)


@pytest.mark.parametrize(
    ("told", "bridged"), [("completed", "false"), ("no-answer", "false"), ("busy", "false")]
)
def test_the_officer_hears_that_nobody_was_reached_and_may_go_on(
    carrier: Carrier, told: str, bridged: str
) -> None:
    officer = at_the_report(carrier).presses("4")
    officer.asks(officer.url, DialCallStatus=told, DialBridged=bridged).hears("De melder nam niet op")
    assert officer.step == "report_choose"


def test_the_reporter_is_spoken_to_in_the_language_of_the_report(carrier: Carrier) -> None:
    with carrier.database.writing() as session:
        for member in session.exec(select(Member)):
            member.language = "fr"
    picks_up(carrier, at_the_report(carrier).presses("4")).hears("au sujet de votre signalement")


def test_the_address_of_the_whisper_names_nobody(carrier: Carrier) -> None:
    number = at_the_report(carrier).presses("4").wait.find("Number")
    assert number is not None
    assert urlsplit(number.get("url") or "").path == "/voice/reporter/1"


def test_the_same_key_told_twice_joins_both_times(carrier: Carrier) -> None:
    reporter = picks_up(carrier, at_the_report(carrier).presses("4"))
    url = reporter.url
    assert joined(reporter.presses("1"))
    assert joined(reporter.asks(url, Digits="1"))


def test_a_transfer_to_the_dispatch_has_no_whisper(carrier: Carrier) -> None:
    number = carrier.call(HOTLINE).presses("0").wait.find("Number")
    assert number is not None
    assert number.get("url") is None
