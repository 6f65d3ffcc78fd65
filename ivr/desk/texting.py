"""What the text line does: a text is read once, what it says is done, and it is answered, all in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlmodel import Session, col, select

from broadcast import errands, status
from broadcast.wake import wake
from carrier.carrier import Language
from carrier.phone import written
from carrier.segments import clean
from db.broadcasts import ErrandKind, Urgency, Way
from db.calls import Text, answered_since, first_reading
from db.people import line_of
from flows.engine.visit import Outcome, Visit
from flows.reading import Chatter, Command
from ivr.desk import text_wishes
from ivr.desk.desk import Desk, network_name, text_fact, there
from ivr.desk.text_networks import told_elsewhere
from ivr.desk.text_reports import answers_where, moves, tells
from ivr.desk.texted import Answer, Texted, texted

_AN_HOUR = timedelta(hours=1)
_SAME_WORDS = 2  # times an hour that the same words are answered: more come from a machine

_CHATTER: Mapping[Chatter, str] = {
    Chatter.THANKS: "thanked",
    Chatter.GREETING: "greeted",
    Chatter.ADVERTISING: "advertising",
    Chatter.ABUSE: "abuse",
    Chatter.PRIVATE: "private",
    Chatter.NOTHING: "not_understood",
}
_NEVER_A_PLACE = frozenset({Chatter.THANKS, Chatter.ADVERTISING, Chatter.ABUSE})


def read_text(desk: Desk, visit: Visit) -> Outcome:
    """Read a text once, do what it says, and answer it. The same text again finds that it was read."""
    raw = visit.secrets.get("body", "")
    body = clean(raw).strip()
    with desk.exchange.database.writing() as session:
        line, _ = line_of(session, desk.line) or (None, None)
        if line is None or (desk.caller is not None and line_of(session, desk.caller)):
            return Outcome("silent")  # one of our own numbers: two machines would talk for ever
        text = texted(desk, session, visit.id, visit.language, body)
        row = Text(
            id=visit.id,
            line_id=there(line.id),
            sender_hash=desk.caller,
            body=raw,
            read_as="new",
            received_at=desk.now,
        )
        may_answer = _may_answer(text, visit)
        if not first_reading(session, row):
            return Outcome("silent")  # it was answered then
        answer = _answer(text, text_fact(visit, "opt_out"))
        _remember(session, visit.id, answer, may_answer)
        if may_answer:
            _send(text, answer)
    wake(desk.exchange.redis)
    return Outcome(answer.name if may_answer else "silent")


def _answer(text: Texted, opt_out: str) -> Answer:
    """What the text says is done. What the carrier takes for an opt-out is one, whatever its words."""
    if opt_out:
        return {"STOP": text_wishes.stops, "START": text_wishes.starts}.get(opt_out, _helps)(text)
    if proven := text_wishes.proves(text):
        return proven
    if not text.body:
        return Answer("empty")
    if text.reading.command in _COMMANDS:
        return _COMMANDS[text.reading.command](text)
    elsewhere = told_elsewhere(text)
    if elsewhere is not None:
        return moves(text, elsewhere)
    chatter = text.reading.chatter
    if chatter is not None and (chatter in _NEVER_A_PLACE or not answers_where(text)):
        return Answer(_CHATTER[chatter])
    return tells(text)


def _helps(text: Texted) -> Answer:
    return Answer("help")


def _confirms(text: Texted) -> Answer:
    """1 or OK: the newest message is confirmed. To our answer to a report it says that all is well."""
    if not text.live and text.recent_report() is not None:
        return Answer("thanked")
    if text.newest is None:
        return Answer("nothing_live")
    _, delivery = text.newest
    status.confirmed(text.session, there(delivery.id), text.desk.now, Way.TEXT)
    return Answer("confirmed", {"network": network_name(text.session, delivery.network_id)})


_COMMANDS: Mapping[Command | None, Callable[[Texted], Answer]] = {
    Command.STOP: text_wishes.stops,
    Command.START: text_wishes.starts,
    Command.HELP: _helps,
    Command.CONFIRM: _confirms,
    Command.PAUSE: text_wishes.pauses,
    Command.JOIN: text_wishes.joins,
    Command.LEAVE: text_wishes.leaves,
    Command.LANGUAGE: text_wishes.speaks,
    Command.STATUS: text_wishes.stands,
    Command.REPEAT: text_wishes.repeats,
}


def _may_answer(text: Texted, visit: Visit) -> bool:
    """So many answers an hour for a number, the same words not over and over, and nothing after what the carrier itself
    has answered."""
    if text.number is None or visit.facts.get("answered_by_carrier") is True:
        return False
    since = text.desk.now - _AN_HOUR
    if answered_since(text.session, text.number, since) >= text.desk.exchange.settings.answers_per_hour:
        return False
    return _said_before(text) < _SAME_WORDS


def _said_before(text: Texted) -> int:
    asked = select(Text).where(
        col(Text.sender_hash) == text.number,
        col(Text.received_at) >= text.desk.now - _AN_HOUR,
        col(Text.id) != text.id,
    )
    words = text.body.casefold()
    return sum((one.body or "").strip().casefold() == words for one in text.session.exec(asked))


def _remember(session: Session, text_id: str, answer: Answer, answered: bool) -> None:
    row = session.get_one(Text, text_id, populate_existing=True)
    row.read_as, row.answered, row.report_id = answer.name, answered, answer.report_id
    session.flush()


def _send(text: Texted, answer: Answer) -> None:
    """The answer is an errand: paced, known and never lost. A landline gets none."""
    desk, language = text.desk, answer.language or text.language
    said = answer.body or _words(text, answer, language)
    if said and desk.caller is not None:
        errands.text(
            text.session, key=f"answer:{text.id}", zone_id=desk.zone_id, kind=ErrandKind.ANSWER, number=desk.caller,
            language=language, body=said, now=desk.now, urgency=Urgency.ANSWER,
        )  # fmt: skip


def _words(text: Texted, answer: Answer, language: Language) -> str:
    facts = {
        "zone": text.desk.zone.name,
        "network": text.desk.zone.name,
        "line": written(text.desk.line),
        **answer.facts,
    }
    return text.desk.exchange.texts.say("text_line", answer.name, language, facts) or ""
