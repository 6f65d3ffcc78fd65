"""What a coordinator hears of the network, up to three times a day where there is something: which numbers do not work any
more, who was not reached, who stopped the calls or the texts, who has left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from broadcast import errands
from broadcast.follow_up import by_text_after
from broadcast.means import Means
from broadcast.plan import waits_until
from carrier.carrier import Language
from carrier.phone import PhoneKind
from carrier.segments import plain, segments
from db import people
from db.audit import AuditEntry
from db.broadcasts import Broadcast, BroadcastKind, Delivery, DeliveryState, ErrandKind, Urgency
from db.columns import CannotOpen
from db.news import News
from db.people import Member, Membership, MembershipState, Network, Role, Wants, Zone
from db.unreadable import cannot_open
from flows.engine.texts import Texts
from flows.phrases import digits_apart

_TAIL = 3  # digits of a number, enough to know it in a list
_MOST_SEGMENTS = 2
_MOST_NAMES = 8  # of each kind
_FIRST = timedelta(days=1)  # a zone that never had news hears of so long


@dataclass(frozen=True, slots=True)
class Person:
    """Who, and the last digits of which number (none where it is about the person)."""

    name: str
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened in one network; the names of these fields are those of the phrases."""

    failed: tuple[Person, ...] = ()
    not_reached: tuple[Person, ...] = ()
    no_calls: tuple[Person, ...] = ()
    no_texts: tuple[Person, ...] = ()
    left: tuple[Person, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to tell."""
        return not any(getattr(self, one.name) for one in fields(self))


def tell(means: Means, now: datetime) -> int:
    """Tell every zone's coordinators whose news is due; how many texts and calls that makes."""
    with means.database.writing() as session:
        zones = session.exec(select(Zone).order_by(col(Zone.id))).all()
        return sum(_tell_zone(session, means, zone, now) for zone in zones)


def next_due(now: datetime, at: str, zone: ZoneInfo) -> datetime:
    """The next of the times `at` ("09:00,20:00") in this time zone."""
    here = now.astimezone(zone)
    times = sorted(map(time.fromisoformat, at.split(",")))
    days = [here.date() + timedelta(days=day) for day in (0, 1)]
    every = (datetime.combine(day, one, zone) for day in days for one in times)
    return next(one for one in every if one > here).astimezone(now.tzinfo)


def body(happened: Happened, language: Language, texts: Texts, network: str) -> str:
    """As a text: with fewer names where they would not fit into two messages."""
    for most in range(_MOST_NAMES, -1, -1):
        words = _sentences(happened, language, texts, most, aloud=False)
        text = plain(texts.message("news", language, {"network": network, "message": words}))
        if segments(text) <= _MOST_SEGMENTS:
            return text
    return text


def aloud(happened: Happened, language: Language, texts: Texts) -> str:
    """As it is said to who has no mobile."""
    return _sentences(happened, language, texts, _MOST_NAMES, aloud=True)


def _sentences(happened: Happened, language: Language, texts: Texts, most: int, *, aloud: bool) -> str:
    """One sentence for each thing that happened."""
    said = []
    for one in fields(happened):
        who: tuple[Person, ...] = getattr(happened, one.name)
        if who:
            names = [_named(person, language, texts, aloud) for person in who[:most]]
            if len(who) > most:
                names.append(texts.phrase("news_more", language, {"count": len(who) - most}))
            said.append(texts.phrase(f"news_{one.name}", language, {"names": ", ".join(names)}))
    return " ".join(said)


def _named(person: Person, language: Language, texts: Texts, aloud: bool) -> str:
    if not person.tail:
        return person.name
    if not aloud:
        return f"{person.name} (..{person.tail})"
    return texts.phrase("news_tail", language, {"name": person.name, "number": digits_apart(person.tail)})


# ---- what happened, and who hears it


def _tell_zone(session: Session, means: Means, zone: Zone, now: datetime) -> int:
    there = ZoneInfo(zone.timezone)
    news = session.get(News, zone.id, with_for_update=True)
    if news is None:
        session.add(
            News(
                zone_id=zone.id or 0,
                told_until=now - _FIRST,
                due_at=next_due(now, means.settings.news_at, there),
            )
        )
        return 0
    if news.due_at > now:
        return 0
    since, news.told_until, news.due_at = news.told_until, now, next_due(now, means.settings.news_at, there)
    told = 0
    for network in session.exec(select(Network).where(Network.zone_id == zone.id)).all():
        try:
            told += _tell_network(session, means, zone, network, (since, now))
        except CannotOpen:
            cannot_open(session, "network", network.id or 0, now)
    return told


def _tell_network(
    session: Session, means: Means, zone: Zone, network: Network, between: tuple[datetime, datetime]
) -> int:
    happened = what_happened(session, network.id or 0, *between)
    people_of_it = () if happened.nothing else _coordinators(session, network.id or 0)
    return sum(
        _tell_one(session, means, zone, network, member, happened, between[1]) for member in people_of_it
    )


def what_happened(session: Session, network_id: int, since: datetime, now: datetime) -> Happened:
    """What happened in a network after `since` and up to `now`."""
    taking_part = select(Membership.member_id).where(
        Membership.network_id == network_id,
        col(Membership.state).in_([MembershipState.ACTIVE, MembershipState.PAUSED]),
    )

    def phones(column: datetime | None) -> tuple[Person, ...]:
        asked = (
            select(Member, people.Phone)
            .join(people.Phone, col(people.Phone.member_id) == col(Member.id))
            .where(col(Member.id).in_(taking_part), col(column) > since, col(column) <= now)
        )
        found = session.exec(asked.order_by(col(Member.id), col(people.Phone.position)))
        return tuple(Person(member.name, phone.number[-_TAIL:]) for member, phone in found)

    return Happened(
        failed=phones(people.Phone.failed_since),
        not_reached=_not_reached(session, network_id, since, now),
        no_calls=phones(people.Phone.no_calls_since),
        no_texts=phones(people.Phone.no_texts_since),
        left=_left(session, network_id, since, now),
    )


def _not_reached(session: Session, network_id: int, since: datetime, now: datetime) -> tuple[Person, ...]:
    """Whom an alert that has ended did not reach, by any phone."""
    asked = (
        select(Member)
        .join(Delivery, col(Delivery.member_id) == col(Member.id))
        .join(Broadcast, col(Broadcast.id) == col(Delivery.broadcast_id))
        .where(
            Delivery.network_id == network_id,
            Delivery.state == DeliveryState.FAILED,
            Broadcast.kind == BroadcastKind.ALERT,
            col(Broadcast.closed_at) > since,
            col(Broadcast.closed_at) <= now,
        )
        .order_by(col(Member.id))
        .distinct()
    )
    return _people(session.exec(asked))


def _left(session: Session, network_id: int, since: datetime, now: datetime) -> tuple[Person, ...]:
    """Who has left the network, whoever wrote it down."""
    asked = select(AuditEntry).where(
        AuditEntry.what == "member left", col(AuditEntry.at) > since, col(AuditEntry.at) <= now
    )
    ids = [
        entry.about.get("member") for entry in session.exec(asked) if entry.about.get("network") == network_id
    ]
    return _people(session.exec(select(Member).where(col(Member.id).in_(ids)).order_by(col(Member.id))))


def _people(members: Iterable[Member]) -> tuple[Person, ...]:
    return tuple(Person(member.name) for member in members)


def _coordinators(session: Session, network_id: int) -> Sequence[Member]:
    """The network's coordinators; its deputies where it has none."""
    for role in (Role.COORDINATOR, Role.DEPUTY):
        asked = (
            select(Member)
            .join(Membership, col(Membership.member_id) == col(Member.id))
            .where(
                Membership.network_id == network_id,
                Membership.role == role,
                col(Membership.state).in_([MembershipState.ACTIVE, MembershipState.PAUSED]),
            )
        )
        if found := session.exec(asked.order_by(col(Member.id))).all():
            return found
    return ()


def _tell_one(
    session: Session,
    means: Means,
    zone: Zone,
    network: Network,
    member: Member,
    happened: Happened,
    now: datetime,
) -> int:
    """By text to the first mobile that takes texts. Else by a call, in the morning where it is too late in the evening;
    and by text where nobody hears that and there is a mobile that can be texted all the same."""
    key = f"news:{network.id}:{member.id}:{now:%Y-%m-%dT%H}"
    words = body(happened, member.language, means.texts, network.name)
    phones = _working_phones(session, member)
    mobiles = [phone for phone in phones if phone.kind is PhoneKind.MOBILE]
    wanted = [phone for phone in mobiles if phone.wants is not Wants.CALLS]
    if _text_one_of(session, zone, member, wanted, (key, words), now):
        return 1
    said = means.texts.phrase("news_said", member.language, {
        "network": network.name, "message": aloud(happened, member.language, means.texts)})  # fmt: skip
    due_at = rings_at(now, means.settings.news_at, zone.timezone)
    called = next(
        (phone for phone in phones if phone.no_calls_since is None and phone.wants is not Wants.TEXTS), None
    )
    rung = called is not None and errands.call(
        session, key=key, zone_id=zone.id or 0, kind=ErrandKind.NEWS, number=called.number, language=member.language,
        body=said, now=now, urgency=Urgency.NOTICE, due_at=due_at,
    )  # fmt: skip
    unheard_at = due_at + by_text_after(ErrandKind.NEWS) if rung else now
    texted = _text_one_of(
        session, zone, member, mobiles, (errands.key_of_text(key), words), now, due_at=unheard_at
    )
    return int(bool(rung or texted))


def rings_at(now: datetime, at: str, timezone: str) -> datetime:
    """When a coordinator is rung with news that is due now: at once, unless the last try would fall in the night; then
    at the first of the times `at` on the next day."""
    morning = waits_until(BroadcastKind.NOTICE, now + by_text_after(ErrandKind.NEWS), timezone)
    if morning is None:
        return now
    first = next_due(morning, at, ZoneInfo(timezone))
    return morning if waits_until(BroadcastKind.NOTICE, first, timezone) else first


def _working_phones(session: Session, member: Member) -> Sequence[people.Phone]:
    where = (people.Phone.member_id == member.id, col(people.Phone.failed_since).is_(None))
    return session.exec(select(people.Phone).where(*where).order_by(col(people.Phone.position))).all()


def _text_one_of(
    session: Session, zone: Zone, member: Member, phones: Iterable[people.Phone], said: tuple[str, str],
    now: datetime, due_at: datetime | None = None,
) -> bool:  # fmt: skip
    """To the first of these phones that takes it; `said`: the text's key, and its words."""
    return any(
        errands.text(
            session, key=said[0], zone_id=zone.id or 0, kind=ErrandKind.NEWS, number=phone.number, language=member.language,
            body=said[1], now=now, urgency=Urgency.NOTICE, due_at=due_at,
        )
        for phone in phones
    )  # fmt: skip
