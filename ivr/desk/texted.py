"""A text that came in, with everything that is known when it is read; and the answer that it gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from sqlmodel import Session, col, select

from carrier.carrier import Language
from carrier.segments import plain
from db.broadcasts import Broadcast, BroadcastKind, BroadcastState, Delivery
from db.calls import Text
from db.member_wishes import At, at_number
from db.people import Phone
from db.reports import Report, ReportState
from flows.engine.visit import Fact
from flows.reading import Reading, read
from ivr.desk.desk import Desk

Told = tuple[Broadcast, Delivery]

SAME_REPORT = timedelta(minutes=30)  # what is texted so soon after a report belongs to it


@dataclass(frozen=True, slots=True)
class Answer:
    """How a text was read, which is the name of its answer; what is said in it, the report that it made or to which it
    was added, and the language, where it is another one from now on. `body` is sent as it is."""

    name: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    report_id: int | None = None
    language: Language | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Texted:
    """One text: by whom (None when the sender is no phone number), in which words, how it was read, and the messages
    that went to that number lately, the newest first."""

    desk: Desk
    session: Session
    id: str
    language: Language
    body: str
    reading: Reading
    sent: tuple[Told, ...] = ()
    here: tuple[At, ...] = ()

    @property
    def number(self) -> str | None:
        """The sender's."""
        return self.desk.caller

    @property
    def memberships(self) -> list[At]:
        """Those that are more than a wish."""
        return [one for one in self.here if one.takes_part]

    @property
    def newest(self) -> Told | None:
        """The newest message."""
        return next(iter(self.sent), None)

    @property
    def live(self) -> list[Told]:
        """The alerts of which a text now may be a sighting, the newest first."""
        since = self.desk.now - self.desk.exchange.settings.sighting_window
        return [
            (broadcast, delivery)
            for broadcast, delivery in self.sent
            if broadcast.kind is BroadcastKind.ALERT
            and broadcast.state is BroadcastState.CONFIRMED
            and broadcast.confirmed_at
            and broadcast.confirmed_at >= since
        ]

    def last(self) -> Text | None:
        """The text before this one, if it came within half an hour."""
        asked = select(Text).where(
            col(Text.sender_hash) == self.number,
            col(Text.received_at) >= self.desk.now - SAME_REPORT,
            col(Text.id) != self.id,
        )
        return (
            self.session.exec(asked.order_by(col(Text.received_at).desc())).first() if self.number else None
        )

    def recent_report(self) -> Report | None:
        """The sender's own report of the last half hour, by phone or by text, that is not done with."""
        if self.number is None:
            return None
        asked = select(Report).where(
            Report.zone_id == self.desk.zone_id,
            col(Report.reporter_hash) == self.number,
            col(Report.answers).is_(None),
            col(Report.state).in_([ReportState.FILED, ReportState.TAKEN]),
            col(Report.filed_at) >= self.desk.now - SAME_REPORT,
        )
        return self.session.exec(asked.order_by(col(Report.id).desc())).first()

    def words(self, name: str, facts: Mapping[str, Fact] | None = None) -> str:
        """A part of a sentence in the sender's language."""
        return self.desk.exchange.texts.phrase(name, self.language, facts)


def texted(desk: Desk, session: Session, text_id: str, language: Language, body: str) -> Texted:
    """A text, read with what is known of its sender."""
    if desk.caller is None:
        return Texted(desk, session, text_id, language, body, read(body))
    lately = (
        select(Broadcast, Delivery)
        .join(Delivery, col(Delivery.broadcast_id) == col(Broadcast.id))
        .join(Phone, col(Phone.member_id) == col(Delivery.member_id))
        .where(
            col(Phone.number_hash) == desk.caller,
            Broadcast.zone_id == desk.zone_id,
            col(Broadcast.confirmed_at) >= desk.now - desk.exchange.settings.replay_window,
            col(Broadcast.state).in_([BroadcastState.CONFIRMED, BroadcastState.CLOSED]),
        )
        .order_by(col(Broadcast.confirmed_at).desc(), col(Delivery.tries).desc(), col(Delivery.id))
    )
    sent = {
        broadcast.id: (broadcast, delivery) for broadcast, delivery in reversed(session.exec(lately).all())
    }
    here = tuple(at_number(session, desk.caller, desk.zone_id))
    streets = [street for one in here if one.takes_part for street in one.network.streets or ()]
    reading = read(body, streets, language.value if here else None)
    return Texted(desk, session, text_id, language, body, reading, tuple(sent.values())[::-1], here)


def cheap(words: str, most: int) -> str:
    """Somebody's words in letters that a text carries cheaply, cut where they are too long for their place."""
    flat = " ".join(plain(words).split())
    return flat if len(flat) <= most else flat[: most - 3].rstrip(" ,") + "..."
