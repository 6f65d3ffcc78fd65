"""A walk through the tables that hangs up at every step: nothing breaks, nothing spoken is lost, nothing is sent that was
not confirmed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

from callers import BAKER, DUTY, HOTLINE, MEMBER, OFFICER, POLICE_LINE, WITHHELD, Call, Carrier
from sqlmodel import col, select

from db.broadcasts import Attempt, Broadcast, BroadcastKind, BroadcastState
from db.reports import Recording, Report, ReportState
from db.session import Database
from flows.book import FLOWS
from flows.engine.steps import Ask, Menu, Pause, PickLanguage, Record, Transfer

Path = tuple[str, ...]
Dial = Callable[[], Call]

BADGE, PIN, CODE = "10023", "493817", "2018"
SILENT, SPEAKS = "(silent)", "(speaks)"
UNHEARD = "(speaks, and it does not come in)"
MUTE = "(silent until the call goes on)"


def choices(call: Call) -> Iterator[str]:
    """Everything that a person can do where this call waits."""
    if call.step == "end":
        return
    flow, step = call.url.split("/")[-3], call.step
    match FLOWS[flow].steps[step]:
        case Menu(keys=keys):
            yield from keys
            yield MUTE
        case PickLanguage():
            yield from "1234"
        case Ask():
            yield {"badge": BADGE, "pin": PIN, "network": CODE}[step]
            yield {"badge": "99999", "pin": "000000", "network": "9999"}[step]
        case Record():
            yield SPEAKS
            yield SILENT
            yield UNHEARD
        case Pause():
            yield SILENT
        case Transfer():
            yield "completed"
            yield "no-answer"


def does(call: Call, choice: str) -> None:
    """One choice of a person."""
    match call.wait.tag:
        case "Record" if choice == UNHEARD:
            call.speaks(arrives=False)
            while call.wait.tag == "Redirect":
                call.waits()
        case "Record" if choice == SPEAKS:
            call.speaks()
        case "Record" | "Redirect":
            call.waits()
        case "Gather" if choice == MUTE:
            place = call.step
            while call.step == place:
                call.presses("")
        case "Dial":
            call.asks(call.url, DialCallStatus=choice)
        case _:
            call.presses(choice)


def walk(dial: Dial, database: Database) -> set[str]:
    """Every step that can be reached by this kind of call, hung up at; each way of getting there is a new call."""
    todo: deque[Path] = deque([()])
    seen: set[str] = set()
    while todo:
        path = todo.popleft()
        call = dial()
        went = []
        for choice in path:
            went.append((call.step, choice))
            does(call, choice)
        place = call.step
        if place in seen:
            continue
        seen.add(place)
        todo.extend((*path, choice) for choice in choices(call))
        hang_up_here(call, ("confirm", "1") in went, database)
    return seen


def hang_up_here(call: Call, confirmed: bool, database: Database) -> None:
    """Hang up, in the middle of speaking where the call records; look what became of it."""
    spoken = call.speaks(hung_up=True) if call.wait.tag == "Record" else None
    call.hangs_up()
    with database.reading() as session:
        if spoken is not None:
            kept = session.exec(select(Recording).where(Recording.carrier_id == spoken)).one()
            filed = session.exec(select(Report).where(Report.recording_id == kept.id)).all()
            drafts = session.exec(select(Broadcast).where(Broadcast.recording_id == kept.id)).all()
            assert [report.state for report in filed] == [ReportState.FILED] or [
                draft.state for draft in drafts
            ] == [BroadcastState.DRAFT]
            assert all(report.number for report in filed)
        mine = session.exec(select(Broadcast.state).where(Broadcast.call_id == call.form["CallSid"])).all()
    assert confirmed or BroadcastState.CONFIRMED not in mine


def waiting_steps(flow: str) -> set[str]:
    return {
        name
        for name, step in FLOWS[flow].steps.items()
        if isinstance(step, Menu | PickLanguage | Ask | Record | Transfer)
    }


def test_hanging_up_on_the_hotline_is_possible_everywhere(
    carrier: Carrier, database: Database, an_alert: Callable[..., Attempt]
) -> None:
    known = walk(lambda: carrier.call(HOTLINE), database)
    stranger = walk(lambda: carrier.call(HOTLINE, WITHHELD), database)
    an_alert()
    rung_back = walk(lambda: carrier.call(HOTLINE), database)
    baker = walk(lambda: carrier.call(HOTLINE, BAKER), database)
    assert waiting_steps("hotline") <= known | stranger | rung_back | baker


def test_hanging_up_on_the_police_line_is_possible_everywhere(
    carrier: Carrier, database: Database, an_alert: Callable[..., Attempt]
) -> None:
    report(carrier)
    an_alert()
    reached = walk(lambda: carrier.call(POLICE_LINE, OFFICER), database)
    assert waiting_steps("police_line") <= reached


def test_hanging_up_on_an_alert_call_is_possible_everywhere(
    carrier: Carrier, database: Database, an_alert: Callable[..., Attempt]
) -> None:
    def rings() -> Call:
        return carrier.rings(an_alert(), MEMBER)

    def rings_again() -> Call:
        attempt = an_alert()
        carrier.rings(attempt, MEMBER)
        return carrier.rings(attempt, MEMBER)

    def beeps() -> Call:
        attempt = an_alert()
        return carrier.rings(attempt, MEMBER).asks(f"/voice/attempt/{attempt.token}/enter/after_beep")

    feedback = walk(lambda: carrier.rings(an_alert(kind=BroadcastKind.FEEDBACK), MEMBER), database)
    alert = walk(rings, database) | walk(rings_again, database) | walk(beeps, database)
    assert waiting_steps("alert_call") | {"hold", "machine_close"} <= alert | feedback


def test_hanging_up_on_a_duty_call_is_possible_everywhere(
    carrier: Carrier, database: Database, a_duty_call: Callable[[int], Attempt]
) -> None:
    def rings_for_two() -> Call:
        report(carrier)
        return carrier.rings(a_duty_call(report(carrier)), DUTY)

    def rings_for_one() -> Call:
        with database.writing() as session:
            for old in session.exec(select(Report).where(Report.state == ReportState.FILED)):
                old.state = ReportState.HANDLED
        return carrier.rings(a_duty_call(report(carrier)), DUTY)

    assert waiting_steps("duty_call") <= walk(rings_for_two, database) | walk(rings_for_one, database)


def report(carrier: Carrier) -> int:
    """Somebody without a number has reported something; the report's id."""
    call = carrier.call(HOTLINE, WITHHELD)
    for keys in ("1", "1", "1", "1", "1"):
        call.presses(keys)
    call.speaks(hung_up=True)
    with carrier.database.reading() as session:
        return session.exec(select(Report.id).order_by(col(Report.id).desc())).first() or 0
