"""Texts that report: a new report, a sighting of a running alert, something added, an answer to "Where?"."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import select

from broadcast.filing import add_to_report, file_report
from db.broadcasts import Broadcast, Delivery
from db.reports import Report, ReportKind
from flows.corrections import corrected
from flows.engine.visit import Fact
from flows.phrases import kind_words
from flows.reading import Reading
from flows.slots import LONGEST_UNDERSTOOD
from ivr.desk import text_networks
from ivr.desk.desk import network_name, there
from ivr.desk.reporting import open_report
from ivr.desk.texted import Answer, Texted, cheap

WHERE = frozenset({"report_where", "report_where_for", "sighting_where"})
FRESH_MINUTES = 15  # a fact that is not older goes on now, for the duty phones
_SHORT_PLACE = 30  # letters of an answer to "Where?" that says nothing else
_LONGEST_PLACE = 80  # letters of one from which no place was read


def answers_where(text: Texted) -> bool:
    """Whether the text before this one was answered with "Where?"."""
    last = text.last()
    return last is not None and last.read_as in WHERE and last.report_id is not None


def tells(text: Texted) -> Answer:
    """What a text that reports something becomes."""
    if answers_where(text):
        return _completes(text)
    alert = text_networks.alert_of(text)
    if alert is not None:
        return _sighting(text, *alert)
    recent = text.recent_report()
    return _new(text) if recent is None or _is_another(text, recent) else _adds(text, recent)


def moves(text: Texted, report: Report) -> Answer:
    """An answer that names another network of the texter's: the report goes there. Who has taken it hears it again."""
    text_networks.follow(text, report)
    add_to_report(text.desk.exchange.means, text.session, report, text.reading.text, text.id, text.desk.now)
    return Answer("report_moved" if report.place else "report_where_for", facts(text, report), report.id)


def _is_another(text: Texted, recent: Report) -> bool:
    """Whether a text so soon after a report is one of its own: it names another network, and says what and where."""
    told = text_networks.said(text)
    whole = bool(text.reading.place) and text.reading.kind != ReportKind.OTHER
    return whole and told is not None and told != recent.network_id


def _new(text: Texted) -> Answer:
    here = text_networks.at(text)
    report = _report(text, here.network.id if here else None, here.member.id if here else _member(text), None)
    _file(text, report)
    name = "report_kept" if report.place else "report_where"
    return Answer(f"{name}_for" if text_networks.several(text) else name, facts(text, report), report.id)


def _sighting(text: Texted, broadcast: Broadcast, delivery: Delivery) -> Answer:
    near = text_networks.said(text) or text_networks.lies(text, text.reading.place)
    network = near if near in delivery.networks else delivery.network_id
    report = _report(text, network, delivery.member_id, broadcast.id)
    _file(text, report)
    kept = "sighting_kept_for" if text_networks.several(text) else "sighting_kept"
    return Answer(kept if report.place else "sighting_where", facts(text, report), report.id)


def _adds(text: Texted, report: Report) -> Answer:
    """What was said last holds: a house number that is corrected, another place, a plate."""
    right = corrected(report.place, text.body)
    _learn(report, text.reading, right or text.reading.place)
    moved = text_networks.follow(text, report)
    add_to_report(text.desk.exchange.means, text.session, report, text.reading.text, text.id, text.desk.now)
    return Answer("report_moved" if moved else "report_added", facts(text, report), report.id)


def _completes(text: Texted) -> Answer:
    """The answer to "Where?": a short one is the place as it is written; of a longer one what was read, or else its
    words."""
    last = text.last()
    report = text.session.get_one(Report, last.report_id if last else None)
    told = text.reading.text.strip()
    place = told if len(told) <= _SHORT_PLACE else text.reading.place or told[:_LONGEST_PLACE]
    _learn(report, text.reading, place)
    moved = text_networks.follow(text, report)
    add_to_report(text.desk.exchange.means, text.session, report, told, text.id, text.desk.now)
    added = "report_added" if report.answers is None else "sighting_kept"
    return Answer("report_moved" if moved else added, facts(text, report), report.id)


def _report(text: Texted, network_id: int | None, member_id: int | None, answers: int | None) -> Report:
    reading, desk = text.reading, text.desk
    report = Report(
        zone_id=desk.zone_id, network_id=network_id, member_id=member_id, answers=answers, kind=ReportKind(reading.kind),
        text=reading.text, now=goes_on(reading, desk.now, ZoneInfo(desk.zone.timezone)), reporter=text.number,
        reporter_hash=text.number, language=text.language, call_id=text.id, turn=0, opened_at=desk.now,
    )  # fmt: skip
    _learn(report, reading, reading.place)
    return report


def _file(text: Texted, report: Report) -> None:
    open_report(text.session, report)
    file_report(text.desk.exchange.means, text.session, report, text.desk.now)


def _learn(report: Report, reading: Reading, place: str | None) -> None:
    """What was read goes into the report; what was not said stays as it was."""
    report.place = place or report.place
    report.happened = reading.time or report.happened
    report.plate = reading.plate or report.plate
    report.persons = reading.persons or report.persons
    report.vehicle = reading.vehicle or report.vehicle
    report.direction = reading.direction or report.direction
    if report.kind is ReportKind.OTHER:
        report.kind = ReportKind(reading.kind)


def _member(text: Texted) -> int | None:
    return text.memberships[0].member.id if text.memberships else None


def goes_on(reading: Reading, now: datetime, where: ZoneInfo) -> bool:
    """Whether the fact is of the last quarter of an hour; one without a time is taken for that."""
    time = reading.time
    if time is None or time == "now":
        return True
    if time.endswith(" min"):
        return abs(int(time.removesuffix(" min"))) <= FRESH_MINUTES
    if ":" not in time:
        return False
    hour, _, minute = time.partition(":")
    here = now.astimezone(where)
    hours = {int(hour) % 24, (int(hour) + 12) % 24} if reading.twelve else {int(hour) % 24}
    times = [here.replace(hour=each, minute=int(minute), second=0, microsecond=0) for each in hours]
    return any(abs(here - each) <= timedelta(minutes=FRESH_MINUTES) for each in times)


def facts(text: Texted, report: Report) -> dict[str, Fact]:
    """What is said back of a report."""
    number = text.session.exec(select(Report.number).where(Report.id == there(report.id))).first()
    network = network_name(text.session, report.network_id) or text.desk.zone.name
    return {
        "number": number or "",
        "understood": understood(text, report),
        "network": network,
    }


def understood(text: Texted, report: Report) -> str:
    """What was read out of the texts of a report, short enough for an answer: what, where, when, and the rest."""
    texts = text.desk.exchange.texts
    parts = [
        kind_words(report.kind, text.language, texts) if report.kind is not ReportKind.OTHER else "",
        report.place or "",
        _time_words(text, report.happened),
        report.plate or "",
        report.vehicle or "",
        text.words("persons", {"count": report.persons}) if (report.persons or 0) > 1 else "",
        text.words("towards", {"direction": report.direction}) if report.direction else "",
    ]
    said = ""
    for part in (cheap(part, LONGEST_UNDERSTOOD) for part in parts if part):
        longer = f"{said}, {part}" if said else part
        if len(longer) <= LONGEST_UNDERSTOOD:
            said = longer
    return said or cheap(text.words("noted"), LONGEST_UNDERSTOOD)


def _time_words(text: Texted, happened: str | None) -> str:
    match happened:
        case None:
            return ""
        case "now" | "earlier":
            return text.words(f"time_{happened}")
        case minutes if minutes.endswith(" min"):
            return text.desk.ago(
                text.desk.now - timedelta(minutes=abs(int(minutes.removesuffix(" min")))), text.language
            )
        case clock:
            return text.words("time_at", {"clock": clock})
