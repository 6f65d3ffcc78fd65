"""For which of a texter's networks a text is: the one that it names, else the one in which the place lies, else the one
in which an alert runs, else the oldest. The answer names it, and another name in answer moves the report there."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from broadcast import errands
from db.broadcasts import Errand, ErrandKind, Urgency, Way
from db.member_wishes import At, each_network
from db.moves import count
from db.reports import Report, ReportState
from flows.which_network import Named, holding, named
from ivr.desk.desk import network_name, there
from ivr.desk.texted import Texted, Told


def places(text: Texted) -> list[At]:
    """Where the texter takes part: the active networks, each once, the oldest membership first."""
    return each_network(text.memberships)


def several(text: Texted) -> bool:
    """Whether there is something to choose from."""
    return len(places(text)) > 1


def at(text: Texted) -> At | None:
    """In which network a new report of the texter is; None for who takes part in none."""
    here = {there(one.network.id): one for one in places(text)}
    running = {delivery.network_id for _, delivery in text.live}
    found = said(text) or lies(text, text.reading.place) or (running.pop() if len(running) == 1 else None)
    return here.get(found or 0) or next(iter(here.values()), None)


def alert_of(text: Texted) -> Told | None:
    """The running alert of which the text is a sighting: the newest one of the network that is named, or in which the
    place lies. What is said of a network without one is a report there; but who flees from an alert gets into other
    networks' streets, so that a street alone makes no other report."""
    told = said(text)
    if told is not None:
        return next((one for one in text.live if told in one[1].networks), None)
    near = lies(text, text.reading.place)
    return next((one for one in text.live if near in one[1].networks), next(iter(text.live), None))


def told_elsewhere(text: Texted) -> Report | None:
    """The texter's report that belongs to another network, when the text only says so: "Dam", or "2060"."""
    told = said(text)
    reading = text.reading
    if (
        told is None
        or reading.place
        or reading.plate
        or reading.vehicle
        or reading.time
        or reading.kind != "other"
    ):
        return None
    last = text.last()
    report = (
        text.session.get(Report, last.report_id)
        if last is not None and last.report_id
        else text.recent_report()
    )
    if report is None or report.state not in {ReportState.FILED, ReportState.TAKEN}:
        return None
    return report if report.network_id != told else None


def follow(text: Texted, report: Report) -> bool:
    """The report goes to the network that the text names, or in which its place turned out to lie; whether it moved.
    One whose network was named before stays, wherever the place is."""
    mine = _known(places(text))
    found = said(text)
    if found is None and report.answers is None and named(report.text or "", mine) is None:
        found = lies(text, text.reading.place) or lies(text, report.place)
    if found is None or found == report.network_id:
        return False
    _no_sighting(text, report, found)
    report.network_id = found
    report.member_id = next(one.member.id for one in places(text) if one.network.id == found)
    text.session.flush()
    _tell_duty_phones(text, report)
    return True


def _no_sighting(text: Texted, report: Report, network: int) -> None:
    """A sighting that moves to a network without that alert is a report there."""
    same = any(
        broadcast.id == report.answers and network in delivery.networks for broadcast, delivery in text.live
    )
    if report.answers is not None and not same:
        count(text.session, report.answers, 0, {"sightings": -1})
        report.answers = None


def said(text: Texted) -> int | None:
    """The network that the text names, of those in which the texter takes part; who is in one need not name it."""
    here = places(text)
    return named(text.body, _known(here)) if len(here) > 1 else None


def lies(text: Texted, place: str | None) -> int | None:
    """The network of the texter's own in which the place lies."""
    here = places(text)
    return holding(place, _known(here)) if place and len(here) > 1 else None


def _known(here: Sequence[At]) -> list[Named]:
    return [
        Named(there(one.network.id), one.network.code, one.network.name, one.network.streets or ())
        for one in here
    ]


def _tell_duty_phones(text: Texted, report: Report) -> None:
    """A duty phone that read the old network in a text reads the new one. Who is rung hears it anyway."""
    told = select(Errand).where(
        Errand.report_id == report.id, Errand.kind == ErrandKind.DUTY, Errand.way == Way.TEXT
    )
    for errand in text.session.exec(told.order_by(col(Errand.id))).all():
        facts = {"network": network_name(text.session, report.network_id), "number": report.number or ""}
        errands.text(
            text.session, key=f"moved:{text.id}:{errand.id}", zone_id=report.zone_id, kind=ErrandKind.DUTY,
            number=errand.number, language=errand.language, now=text.desk.now, urgency=Urgency.DUTY, report_id=report.id,
            body=text.desk.exchange.texts.message("duty_text_moved", errand.language, facts),
        )  # fmt: skip
