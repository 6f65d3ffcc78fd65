"""A new message on the police line: for which network, of what kind, and what the charter says about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from carrier.carrier import Language
from db.broadcasts import Broadcast, BroadcastKind, BroadcastNetwork, BroadcastState
from db.charter import Charter, CharterWrong, Clause, Intended, against, asks_kind, asks_needs, read_charter
from db.officers import neighbours_of
from db.overrides import Override
from db.overrides import open_override as open_row
from db.people import Network
from db.reports import Report, ReportKind
from flows.engine.texts import Texts
from flows.engine.visit import Fact, Outcome, Spoken, Visit
from flows.times import clock_words
from ivr.desk.desk import Desk, number_fact, text_fact
from ivr.desk.officers import for_officers, officers_networks
from ivr.desk.reporting import keep_recording

NEW: dict[str, Fact] = dict.fromkeys((
    "settles", "outcome", "broadcast_id", "draft_id", "neighbour_ids", "intended", "fact_kind", "needs_met", "overridden",
    "override_id", "resumed", "correcting",
))  # fmt: skip
"""What is not known (any more) when a message is begun."""

KIND_OF = {"notice": BroadcastKind.NOTICE, "drill": BroadcastKind.DRILL}
_LATER = timedelta(minutes=1)


@for_officers
def new_message(desk: Desk, visit: Visit) -> Outcome:
    """The only network of the officer needs no code."""
    report = number_fact(visit, "from_report") if visit.facts.get("of_report") else None
    with desk.exchange.database.reading() as session:
        networks = officers_networks(session, visit)
    facts = NEW | {"from_report": report, "of_report": None}
    if not networks:
        return Outcome("none", facts)
    if len(networks) == 1:
        return Outcome("one", facts | _chosen(networks[0]))
    return Outcome("several", facts)


@for_officers
def find_network(desk: Desk, visit: Visit) -> Outcome:
    """The network with the code that was keyed in, among the officer's; else those that lie at that postcode."""
    typed = text_fact(visit, "network")
    with desk.exchange.database.reading() as session:
        networks = officers_networks(session, visit)
    found = [network for network in networks if network.code == typed] or _at(networks, typed)
    if not found:
        return Outcome("unknown")
    postcode: dict[str, Fact] = {"postcode": typed, "choice": 0}
    return Outcome("found" if len(found) == 1 else "several", postcode | _chosen(found[0]))


@for_officers
def next_network(desk: Desk, visit: Visit) -> Outcome:
    """The next one at that postcode; after the last one the first."""
    choice = (number_fact(visit, "choice") or 0) + 1
    found = _there(desk, visit)
    return Outcome("next", {"choice": choice} | _chosen(found[choice % len(found)]) if found else {})


@for_officers
def choose_network(desk: Desk, visit: Visit) -> Outcome:
    """The one that was just named."""
    found = _there(desk, visit)
    if not found:
        return Outcome("unknown")
    return Outcome("chosen", _chosen(found[(number_fact(visit, "choice") or 0) % len(found)]))


def _there(desk: Desk, visit: Visit) -> list[Network]:
    with desk.exchange.database.reading() as session:
        return _at(officers_networks(session, visit), text_fact(visit, "postcode"))


def _at(networks: Sequence[Network], postcode: str) -> list[Network]:
    return [network for network in networks if postcode in network.postcodes]


def _chosen(network: Network) -> dict[str, Fact]:
    return {"network_id": network.id, "network": network.name}


@for_officers
def look_for_running(desk: Desk, visit: Visit) -> Outcome:
    """Whether an alert runs in that network already: said, and not forbidden."""
    with desk.exchange.database.reading() as session:
        running = running_in(session, [number_fact(visit, "network_id") or 0], (BroadcastKind.ALERT,))
    if running is None:
        return Outcome("no")
    return Outcome("yes", {"ago": desk.ago(running.confirmed_at, visit.language)})


def running_in(session: Session, networks: Sequence[int], kinds: Sequence[BroadcastKind]) -> Broadcast | None:
    """The newest broadcast of these kinds that runs in these networks; the first kinds first."""
    asked = (
        select(Broadcast)
        .join(BroadcastNetwork, col(BroadcastNetwork.broadcast_id) == col(Broadcast.id))
        .where(
            col(Broadcast.kind).in_(list(kinds)),
            Broadcast.state == BroadcastState.CONFIRMED,
            col(BroadcastNetwork.network_id).in_(list(networks)),
        )
        .order_by(col(Broadcast.confirmed_at).desc())
    )
    found = session.exec(asked).all()
    return min(found, key=lambda one: list(kinds).index(one.kind), default=None)


@for_officers
def look_for_neighbours(desk: Desk, visit: Visit) -> Outcome:
    """Whether there are networks beside it to which the officer may send as well."""
    with desk.exchange.database.reading() as session:
        beside = _beside(session, visit)
        minutes = min(charter.fresh_minutes for charter in _charters(session, visit))
    return Outcome("some" if beside else "none", {"minutes": minutes})


@for_officers
def add_neighbours(desk: Desk, visit: Visit) -> Outcome:
    """Key 9: the message goes to them too."""
    with desk.exchange.database.reading() as session:
        beside = _beside(session, visit)
    name = "with_neighbour" if len(beside) == 1 else "with_neighbours"
    phrase = desk.exchange.texts.phrase(
        name, visit.language, {"network": text_fact(visit, "network"), "count": len(beside)}
    )
    return Outcome("added", {
        "neighbour_ids": " ".join(str(network.id) for network in beside),
        "neighbours": ", ".join(network.name for network in beside),
        "network": phrase,
    })  # fmt: skip


def _beside(session: Session, visit: Visit) -> list[Network]:
    beside = set(neighbours_of(session, number_fact(visit, "network_id") or 0))
    return [network for network in officers_networks(session, visit) if network.id in beside]


def chosen_networks(visit: Visit) -> list[int]:
    """The network of the message, and its neighbours if they were added."""
    return [
        number_fact(visit, "network_id") or 0,
        *(int(one) for one in text_fact(visit, "neighbour_ids").split()),
    ]


# ---- the charter


@for_officers
def check_charter(desk: Desk, visit: Visit) -> Outcome:
    """What the charters of its networks have against the message; before that, what they have to know."""
    zone = ZoneInfo(desk.zone.timezone)
    with desk.exchange.database.reading() as session:
        charters = _charters(session, visit)
        report = session.get(Report, number_fact(visit, "from_report") or 0)
        draft = (
            session.get(Broadcast, number_fact(visit, "draft_id") or 0)
            if visit.facts.get("resumed")
            else None
        )
    intended = _intended(desk, visit, report, draft, max(charter.fresh_minutes for charter in charters))
    if any(asks_kind(charter, intended, desk.now, zone) for charter in charters):
        return Outcome("what")
    if any(asks_needs(charter, intended) for charter in charters):
        needs = dict.fromkeys(need for charter in charters for need in charter.needs)
        words = (desk.exchange.texts.phrase(f"need_{need}", visit.language) for need in needs)
        return Outcome("needs", {"needs_words": ", ".join(words)})
    found = {clause: charter for charter in charters for clause in against(charter, intended, desk.now, zone)}
    if not found:
        return Outcome("fits", {"overridden": None, "override_id": None})
    said = (_words(desk.exchange.texts, clause, charter, visit.language) for clause, charter in found.items())
    return Outcome("refused", {"clauses": "; ".join(said), "overridden": " ".join(found)})


@for_officers
def open_override(desk: Desk, visit: Visit) -> Outcome:
    """The police may send all the same, for a reason: its row exists before the beep."""
    with desk.exchange.database.writing() as session:
        override = open_row(session, Override(
            zone_id=desk.zone_id, officer_id=number_fact(visit, "officer_id") or 0, clauses=text_fact(visit, "overridden"),
            network_id=number_fact(visit, "network_id") or 0, call_id=visit.id, turn=visit.turn, made_at=desk.now,
        ))  # fmt: skip
    return Outcome("open", {"override_id": override.id})


def keep_reason(desk: Desk, visit: Visit, said: Spoken) -> Outcome:
    """Why the officer sends all the same is kept; only with that is the charter overridden."""
    if said.recording:
        keep_recording(desk.exchange, visit.id, said.recording, said.seconds, desk.now)
    return Outcome("kept")


def _charters(session: Session, visit: Visit) -> list[Charter]:
    networks = session.exec(select(Network).where(col(Network.id).in_(chosen_networks(visit)))).all()
    return [_charter(network) for network in networks] or [Charter()]


def _charter(network: Network) -> Charter:
    try:
        return read_charter(network.charter)
    except CharterWrong:
        return Charter()  # written past our commands: the usual rules hold


def _intended(
    desk: Desk, visit: Visit, report: Report | None, draft: Broadcast | None, fresh: int
) -> Intended:
    older = text_fact(visit, "intended") == "older" or (report is not None and not report.now)
    age = timedelta(minutes=fresh) + _LATER if older else timedelta(0)
    since = [row for row in (report and report.opened_at, draft and draft.drafted_at) if row]
    fact = text_fact(visit, "fact_kind") or (report.kind if report else "")
    met = text_fact(visit, "needs_met")
    return Intended(
        kind=KIND_OF.get(text_fact(visit, "intended"), BroadcastKind.ALERT),
        age=max([age, *(desk.now - at for at in since)]),
        kind_of_fact=ReportKind(fact) if fact else None,
        met=met == "yes" if met else None,
    )


def _words(texts: Texts, clause: Clause, charter: Charter, language: Language) -> str:
    since, until = (clock_words(at, language) for at in charter.night) if charter.night else ("", "")
    needs = ", ".join(texts.phrase(f"need_{need}", language) for need in charter.needs)
    facts: dict[str, Fact] = {
        "count": charter.fresh_minutes, "since": since, "until": until, "needs_words": needs,
    }  # fmt: skip
    return texts.phrase(f"clause_{clause}", language, facts)
