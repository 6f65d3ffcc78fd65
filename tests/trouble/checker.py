"""The checker: reads two histories, the phone company's own log and the database, and says what does not fit. It knows
nothing of what was done to the line meanwhile, and uses none of the line's own rules."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import text
from sqlmodel import col, func, select

from db.broadcasts import Attempt, Broadcast, BroadcastNetwork, Delivery, Tally
from db.people import Membership, MembershipState
from db.session import Database

Entry = Mapping[str, Any]

# The carrier's last word, and what an attempt's reason then is.
CALL_ENDS = {
    "completed": "completed", "busy": "busy", "no-answer": "no_answer", "failed": "failed", "canceled": "cancelled",
}  # fmt: skip
TEXT_ENDS = frozenset({"delivered", "undelivered", "failed"})
FINAL = frozenset({"reached", "confirmed", "failed", "suppressed", "stopped"})
RANKS = {name: rank for rank, name in enumerate(("placing", "placed", "ringing", "answered", "ended"))}
# What a delivery may never do: leave these, but for better news.
BETTER = {
    "confirmed": frozenset(), "reached": frozenset({"confirmed"}), "suppressed": frozenset({"confirmed"}),
    "failed": frozenset({"reached", "confirmed"}), "stopped": frozenset({"reached", "confirmed"}),
}  # fmt: skip
_COUNTED = {"reached": ("reached",), "confirmed": ("reached", "confirmed")}
WITNESSES = "witnessed"  # the table of moves, which triggers fill: see `ground.py`


@dataclass(frozen=True, slots=True)
class Row:
    """A delivery as it ended."""

    id: int
    member_id: int
    state: str


@dataclass(frozen=True, slots=True)
class Try:
    """An attempt as it ended."""

    id: int
    delivery_id: int | None
    way: str
    round: int | None
    token: str
    number: str
    carrier_id: str | None
    state: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Move:
    """One change of a state, as a trigger saw it."""

    what: str
    row: int
    was: str
    became: str


@dataclass(slots=True)
class Accepted:
    """A call or a text that the carrier took, and what became of it."""

    sid: str
    number: str
    token: str
    way: str
    status: str = ""
    said: list[str] = field(default_factory=list)
    answered_keys: list[str] = field(default_factory=list)  # told to us, and answered with 200
    keys: list[str] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        return self.status in (CALL_ENDS if self.way == "call" else TEXT_ENDS)


@dataclass(slots=True)
class History:
    """Both histories of one broadcast. `members`: who had to get it. `stamps`: when the carrier was asked for anything."""

    members: frozenset[int]
    words: str
    rows: list[Row]
    tries: list[Try]
    moves: list[Move]
    counters: Mapping[str, int]
    accepted: list[Accepted]
    texted_back: frozenset[str] = frozenset()
    stamps: Mapping[str, Sequence[float]] = field(default_factory=dict)

    @property
    def by_token(self) -> Mapping[str, Try]:
        return {one.token: one for one in self.tries}

    def of(self, delivery: int) -> Iterator[Try]:
        return (one for one in self.tries if one.delivery_id == delivery)


def read(log: Path, database: Database, broadcast_id: int) -> History:
    """The histories of a broadcast, from the carrier's log and the database."""
    entries = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    with database.reading() as session:
        networks = select(BroadcastNetwork.network_id).where(BroadcastNetwork.broadcast_id == broadcast_id)
        called = col(Membership.state).in_([MembershipState.ACTIVE, MembershipState.PAUSED])
        members = select(Membership.member_id).where(col(Membership.network_id).in_(networks), called)
        rows = select(Delivery.id, Delivery.member_id, Delivery.state).where(
            Delivery.broadcast_id == broadcast_id
        )
        tries = select(Attempt).where(Attempt.broadcast_id == broadcast_id)
        sums = [
            func.sum(getattr(Tally, name))
            for name in ("reached", "confirmed", "failed", "suppressed", "stopped")
        ]
        counted = session.execute(select(*sums).where(Tally.broadcast_id == broadcast_id)).one()
        words = session.get_one(Broadcast, broadcast_id).text or ""
        moves = session.execute(text(f"SELECT what, row, was, became FROM {WITNESSES} ORDER BY n")).all()
        return History(
            members=frozenset(session.scalars(members)),
            words=words,
            rows=[Row(id_, member, str(state)) for id_, member, state in session.execute(rows)],
            tries=[_try(attempt) for attempt in session.exec(tries)],
            moves=[Move(*row) for row in moves],
            counters=dict(
                zip(("reached", "confirmed", "failed", "suppressed", "stopped"), counted, strict=True)
            ),
            accepted=list(accepted(entries)),
            texted_back=frozenset(
                entry["from"]
                for entry in entries
                if entry["kind"] == "text" and entry.get("direction") == "to_line"
            ),
            stamps=stamps(entries),
        )


def _try(one: Attempt) -> Try:
    way, state = str(one.way), str(one.state)
    return Try(
        one.id or 0, one.delivery_id, way, one.round, one.token, one.number, one.carrier_id, state, one.reason
    )


def stamps(entries: Iterable[Entry]) -> dict[str, list[float]]:
    """When calls and texts were asked for, whatever the answer, by the carrier's monotonic clock."""
    found: dict[str, list[float]] = defaultdict(list)
    for entry in entries:
        if entry["kind"] in ("create_call", "create_text"):
            found[entry["kind"].removeprefix("create_")].append(float(entry["at"]))
    return {way: sorted(times) for way, times in found.items()}


def accepted(entries: Iterable[Entry]) -> Iterable[Accepted]:
    """What the carrier took, with what it said of it since."""
    creates: dict[int, Entry] = {}
    found: dict[str, Accepted] = {}
    asked: dict[int, tuple[str, str]] = {}
    for entry in entries:
        match entry["kind"]:
            case "create_call" | "create_text":
                creates[entry["n"]] = entry
            case "call_status" | "text_status":
                _status(entry, creates, found)
            case "saying" | "gathered" if entry["call"] in found:
                one = found[entry["call"]]
                (one.said if entry["kind"] == "saying" else one.keys).append(entry["text"])
            case "webhook" if entry.get("call") in found:
                asked[entry["n"]] = (entry["call"], _digits(entry))
            case "webhook_answer" if entry["webhook"] in asked and entry["status"] == 200:
                call, keys = asked[entry["webhook"]]
                found[call].answered_keys.append(keys)
    return found.values()


def _digits(webhook: Entry) -> str:
    body: str = webhook["body"] or ""
    return parse_qs(body).get("Digits", [""])[0]


def _status(entry: Entry, creates: Mapping[int, Entry], found: dict[str, Accepted]) -> None:
    sid = entry.get("call") or entry["message"]
    if entry.get("create") is not None:
        asked = creates[entry["create"]]
        way = asked["kind"].removeprefix("create_")
        found[sid] = Accepted(sid, asked["to"], _token(asked["status_callback"]), way)
    if sid in found:
        found[sid].status = entry["status"]


def _token(url: str) -> str:
    return urlsplit(url).path.rsplit("/", 1)[-1]


def check(history: History, *, settled: bool = True) -> list[str]:
    """Everything that does not fit; nothing, if all does. `settled`: the line has had its time since the last trouble."""
    found = [
        *one_row_each(history),
        *asked_once(history),
        *told_once(history),
        *only_forward(history),
        *counted(history),
    ]
    return found + ([*final(history), *the_carriers_truth(history)] if settled else [])


def one_row_each(history: History) -> Iterator[str]:
    """I1: exactly one row for each member who had to get it."""
    rows = Counter(row.member_id for row in history.rows)
    yield from (f"I1: member {member} was left out" for member in history.members if member not in rows)
    yield from (f"I1: member {member} has {times} rows" for member, times in rows.items() if times > 1)


def asked_once(history: History) -> Iterator[str]:
    """I2: the carrier took each attempt at most once, and each round of a member at most once."""
    mine = history.by_token
    taken = Counter(one.token for one in history.accepted if one.token in mine)
    yield from (
        f"I2: attempt {mine[token].id} was taken {times} times" for token, times in taken.items() if times > 1
    )
    for token in taken:
        if mine[token].reason == "not_sent":
            yield f"I2: attempt {mine[token].id} was given back, and the carrier had it"
    rounds = Counter((mine[token].delivery_id, mine[token].way, mine[token].round) for token in taken)
    for (delivery, way, round_), times in rounds.items():
        if times > 1:
            yield f"I2: delivery {delivery} had {times} {way}s in round {round_}"


def told_once(history: History) -> Iterator[str]:
    """I2: no member hears the message in two calls of one round."""
    mine = history.by_token
    told: Counter[tuple[int | None, int | None]] = Counter()
    for one in history.accepted:
        if one.way == "call" and one.token in mine and any(history.words in said for said in one.said):
            told[mine[one.token].delivery_id, mine[one.token].round] += 1
    for (delivery, round_), times in told.items():
        if times > 1:
            yield f"I2: delivery {delivery} heard the message in {times} calls of round {round_}"


def final(history: History) -> Iterator[str]:
    """I3: nobody is left open, and nobody was written off without having been tried."""
    for row in history.rows:
        if row.state not in FINAL:
            yield f"I3: delivery {row.id} is still {row.state}"
        if row.state == "failed" and not any(one.reason != "not_sent" for one in history.of(row.id)):
            yield f"I3: delivery {row.id} failed, and nobody tried"


def the_carriers_truth(history: History) -> Iterator[str]:
    """I3: each attempt ended as the carrier says, and what was confirmed is what somebody confirmed."""
    mine, states = history.by_token, {row.id: row.state for row in history.rows}
    confirmed: set[int] = set()
    for one in history.accepted:
        if (attempt := mine.get(one.token)) is None:
            continue
        yield from _same_end(one, attempt)
        state = states.get(attempt.delivery_id or 0)
        if one.way == "text" and one.status == "delivered" and state not in ("reached", "confirmed"):
            yield f"I3: the text of delivery {attempt.delivery_id} arrived, and it is {state}"
        if "1" in one.keys or one.number in history.texted_back:
            confirmed.add(attempt.delivery_id or 0)
        if "1" in one.answered_keys and state != "confirmed":
            yield f"I3: delivery {attempt.delivery_id} was confirmed by a key, and is {state}"
    for row in history.rows:
        if row.state == "confirmed" and row.id not in confirmed:
            yield f"I3: delivery {row.id} is confirmed, and nobody did"


def _same_end(one: Accepted, attempt: Try) -> Iterator[str]:
    if not one.is_over:
        yield f"I3: the carrier's {one.way} {one.sid} is not over"
        return
    if attempt.carrier_id != one.sid:
        yield f"I3: attempt {attempt.id} is not known as the carrier's {one.sid}"
    if attempt.state != "ended":
        yield f"I3: attempt {attempt.id} is {attempt.state}; the carrier says {one.status}"
    elif (one.way == "call" and attempt.reason != CALL_ENDS[one.status]) or (
        one.way == "text" and (attempt.reason == "delivered") != (one.status == "delivered")
    ):
        yield f"I3: attempt {attempt.id} ended with {attempt.reason}; the carrier says {one.status}"


def only_forward(history: History) -> Iterator[str]:
    """I4: an attempt's rank only grows; a delivery leaves an end only for better news."""
    for move in history.moves:
        if move.what == "attempt" and RANKS[move.became] <= RANKS[move.was]:
            yield f"I4: attempt {move.row} went from {move.was} to {move.became}"
        if move.what == "delivery" and move.became not in BETTER.get(move.was, {move.became}):
            yield f"I4: delivery {move.row} went from {move.was} to {move.became}"


def counted(history: History) -> Iterator[str]:
    """I5: the counters are what the rows say."""
    rows = Counter(name for row in history.rows for name in _COUNTED.get(row.state, (row.state,)))
    for name, number in history.counters.items():
        if number != rows[name]:
            yield f"I5: {name} is counted as {number}; there are {rows[name]}"


def too_many_in_a_second(times: Sequence[float], rate: float, window: float) -> list[str]:
    """I7: no `window` (seconds) has more than `rate` requests in it. `times` are in order."""
    first, found = 0, []
    for last, now in enumerate(times):
        while times[first] <= now - window:
            first += 1
        if (there := last - first + 1) > rate:
            found.append(
                f"I7: {there} requests within {window:g} s, {times[first]:.3f}–{now:.3f}; {rate:g} are allowed"
            )
    return found
