"""Networks: who leads them, what lies beside them, their charters; as somebody types it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result
from sqlmodel import select

from db.audit import AuditEntry
from db.people import Neighbour, Network, Zone
from db.session import Database

Types = Callable[..., Result]


@pytest.fixture(autouse=True)
def zone(types: Types) -> None:
    """A zone with two networks and an officer."""
    for words in (
        "zone add Antwerpen",
        "network add 2018 Zurenborg",
        "network add 2060 Dam --kind self_employed",
        "officer add 10023 Verbeeck",
    ):
        assert typed(types, words).exit_code == 0


def typed(types: Types, words: str) -> Result:
    return types(*words.split())


def networks(database: Database) -> list[Network]:
    with database.reading() as session:
        return list(session.exec(select(Network).order_by(Network.code)))


def test_a_network_gets_its_mandatary_its_neighbours_and_its_postcodes(
    types: Types, database: Database
) -> None:
    words = "network change 2018 --mandatary 10023 --neighbour 2060 --postcode 2018 --postcode 2600"
    assert typed(types, words).output == "network 2018 is changed\n"
    zurenborg, dam = networks(database)
    assert (zurenborg.mandatary_id, zurenborg.postcodes) == (1, ["2018", "2600"])
    with database.reading() as session:
        beside = {(one.network_id, one.neighbour_id) for one in session.exec(select(Neighbour))}
    assert beside == {(zurenborg.id, dam.id), (dam.id, zurenborg.id)}
    assert typed(types, "network change 2018 --mandatary none").exit_code == 0
    assert networks(database)[0].mandatary_id is None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("network change 2018", "say what to change"),
        ("network change 9999 --postcode 2018", "has no network 9999"),
        ("network change 2018 --mandatary 99999", "has no officer with badge 99999"),
        ("network change 2018 --neighbour 2018", "not its own neighbour"),
        ("network change 2018 --postcode 20", "is no postcode"),
        ("network charter 2018 --kind murder", "kinds are burglary"),
        ("network charter 2018 --night 22:00", "hours are written"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(types: Types, words: str, sentence: str) -> None:
    done = typed(types, words)
    assert (done.exit_code, sentence in done.output) == (1, True)


def test_a_charter_is_told_and_changed_in_what_is_said_only(types: Types, database: Database) -> None:
    usual = typed(types, "network charter 2018").output.splitlines()
    assert usual == [
        "urgent: facts of at most 15 minutes, of kind: any",
        "night: 22:00-06:00; then only urgent messages, of kind: any",
        "needs: nothing",
    ]
    changed = typed(
        types, "network charter 2018 --night 23:00-07:00 --night-kind burglary --need place"
    ).output
    assert "night: 23:00-07:00; then only urgent messages, of kind: burglary" in changed
    assert "needs: place" in changed
    typed(types, "network charter 2018 --night-kind any --night none")
    assert networks(database)[0].charter == {"night": None, "night_kinds": None, "needs": ["place"]}
    with database.reading() as session:
        assert "charter changed" in session.exec(select(AuditEntry.what)).all()


def test_a_zone_arms_the_call_back_the_approval_and_texts_only(types: Types, database: Database) -> None:
    told = typed(types, "zone change Antwerpen --call-back --approval-above 500 --texts-only").output
    assert "officers are rung back  approval above 500 members  texts only" in told
    typed(types, "zone change Antwerpen --no-call-back --approval-above 0 --calls-too")
    with database.reading() as session:
        zone = session.exec(select(Zone)).one()
    assert (zone.call_back, zone.approval_above, zone.duty_texts_only) == (False, None, False)
