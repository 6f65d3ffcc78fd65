"""Telling people of alarms by ways that do not depend on what is wrong: e-mail, a web hook, and texts where the carrier still
takes them. Runs in a process of its own, which the watch starts: nothing waits for it, and Redis may be away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

import structlog
from sqlmodel import Session, col, select

from broadcast import errands
from broadcast.means import Means
from broadcast.outside_ways import hook, mail
from carrier.carrier import Language, Why
from db.alarms import Alarm, Trouble
from db.broadcasts import Broadcast, BroadcastState, ErrandKind
from db.people import Officer, Zone
from db.tellings import Word, take, to_tell, told_by
from db.unreadable import openable
from settings import Settings

MAIL, HOOK, TEXTS = "mail", "hook", "texts"
_MOST_DETAILS = 10

log = structlog.get_logger()


def tell(means: Means, now: datetime) -> int:
    """Tell all that is to be told; how many words went out by at least one way."""
    pause = means.settings.alarm_again
    with means.database.reading() as session:
        kinds = to_tell(session, now, pause)
    told = 0
    for kind in kinds:
        with means.database.writing() as session:
            word = take(session, kind, ways_of(session, means.settings), now, pause)
        if word is not None:
            told += tell_one(means, word)
    return told


def tell_one(means: Means, word: Word) -> bool:
    """By each of its ways; whether one worked."""
    worked = False
    for way in word.ways:
        try:
            _WAYS[way](means, word)
        except Exception as error:  # whatever is wrong there: the other ways are tried
            log.error("alarm_not_told", way=way, alarm=word.kind, error=type(error).__name__)
            continue
        log.info("alarm_told", way=way, alarm=word.kind, is_on=word.is_on)
        worked = True
        with means.database.writing() as session:
            told_by(session, word, way)
    return worked


def ways_of(session: Session, settings: Settings) -> list[str]:
    """The ways that are set up, and that are not themselves what is wrong."""
    texts = _may_text(session) and any(_who_is_texted(session, settings))
    there = {MAIL: settings.alarm_mail_host, HOOK: settings.alarm_hook, TEXTS: texts}
    return [way for way, is_there in there.items() if is_there]


def _may_text(session: Session) -> bool:
    on = {one.name: one.detail for one in session.exec(select(Alarm))}
    # An account that is refused for calls takes no texts either.
    suspended = on.get(Trouble.CALLS_REFUSED, "").startswith(Why.ACCOUNT)
    return not (suspended or {Trouble.CARRIER_AWAY, Trouble.TEXTS_REFUSED} & on.keys())


def _said(means: Means, word: Word) -> str:
    """The sentence of an e-mail and of the web hook."""
    language = Language(means.settings.alarm_language)
    what = {"alarm_words": means.texts.phrase(f"alarm_{word.kind}", language)}
    return means.texts.phrase("told_on" if word.is_on else "told_over", language, what)


def _mail(means: Means, word: Word) -> None:
    said = _said(means, word)
    lines = [said, "", f"{word.kind}  {word.since:%Y-%m-%d %H:%M} UTC", *word.details[:_MOST_DETAILS]]
    mail(
        means.settings, said, "\n".join([*lines, "", means.settings.public_base_url, "buurtlijn alarms", ""])
    )


def _hook(means: Means, word: Word) -> None:
    hook(means.settings, {
        "alarm": word.kind, "on": word.is_on, "since": word.since.isoformat(), "count": len(word.details),
        "details": list(word.details[:_MOST_DETAILS]), "line": means.settings.public_base_url,
        "text": _said(means, word),
    })  # fmt: skip


def _text(means: Means, word: Word) -> None:
    name = "alarm_on" if word.is_on else "alarm_over"
    with means.database.writing() as session:
        for turn, (zone, number, language) in enumerate(_who_is_texted(session, means.settings)):
            facts = {"zone": zone.name, "alarm_words": means.texts.phrase(f"alarm_{word.kind}", language)}
            errands.text(
                session, key=f"alarm:{word.kind}:{word.at.isoformat()}:{turn}", zone_id=zone.id or 0, number=number,
                kind=ErrandKind.OFFICER_NOTICE, language=language, body=means.texts.message(name, language, facts),
                now=datetime.now(UTC),
            )  # fmt: skip


def _who_is_texted(session: Session, settings: Settings) -> Iterator[tuple[Zone, str, Language]]:
    """The administrators, in the name of the first zone, and the officers whose message runs."""
    first = session.exec(select(Zone).order_by(col(Zone.id))).first()
    if first is not None:
        for number in settings.alarm_numbers:
            yield first, number, Language(settings.alarm_language)
    runs = select(Broadcast.officer_id).where(Broadcast.state == BroadcastState.CONFIRMED)
    asked = select(Officer.id).where(col(Officer.id).in_(runs), col(Officer.revoked_at).is_(None))
    for officer in openable(session, Officer, session.exec(asked.order_by(col(Officer.id))).all())[0]:
        if officer.number:
            yield session.get_one(Zone, officer.zone_id), officer.number, officer.language


_WAYS: Mapping[str, Callable[[Means, Word], None]] = {MAIL: _mail, HOOK: _hook, TEXTS: _text}
