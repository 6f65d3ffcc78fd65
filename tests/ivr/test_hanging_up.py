"""A walk through the tables that hangs up at every step: nothing breaks, nothing spoken is lost, nothing is sent that was
not confirmed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from callers import (
    BAKER,
    DUTY,
    HOTLINE,
    MEMBER,
    NEIGHBOUR,
    OFFICER,
    POLICE_LINE,
    STRANGER,
    WITHHELD,
    Call,
    Carrier,
    ids,
)
from sqlmodel import col, delete, select, update

from db.broadcasts import (
    Attempt,
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Delivery,
    DeliveryState,
    Errand,
    Way,
)
from db.overrides import Override
from db.people import Membership, MembershipState, Neighbour, Network, Officer, Phone, PinTries, Role, Zone
from db.pins import hash_pin
from db.proofs import Proof, ProofState
from db.reports import Recording, Report, ReportState
from db.session import Database
from db.set_up import add_officer
from flows.book import FLOWS
from flows.engine.steps import Ask, Menu, Pause, PickLanguage, Record, Transfer

pytestmark = pytest.mark.long_on_postgres

Path = tuple[str, ...]
Dial = Callable[[], Call]

BADGE, PIN, CODE = "10023", "493817", "2018"
COLLEAGUE = "+32450003002"
KEYED = {
    "badge": (BADGE, "99999"), "pin": (PIN, "000000"), "network": (CODE, "9999"), "colleague": ("10024", "99999"),
    "first": ("739164", "111111"), "again": ("739164", "739165"), "any": ("2018", "9999"),
}  # fmt: skip
# What was confirmed: by "1", or by the one key that tells those reached that it is over.
SENDS = {
    ("confirm", "1"), ("confirm_feedback", "1"), ("confirm_feedback", "3"), ("alert_choose", "2"), ("is_stopped", "1"),
}  # fmt: skip
SILENT, SPEAKS = "(silent)", "(speaks)"
UNHEARD = "(speaks, and it does not come in)"
MUTE = "(silent until the call goes on)"


def choices(call: Call, within: str = "") -> Iterator[str]:
    """Everything that a person can do where this call waits."""
    if call.step == "end" or (within and f"/{within}/" not in call.url):
        return
    flow, step = call.url.split("/")[-3], call.step
    match FLOWS[flow].steps[step]:
        case Menu(keys=keys, quiet=quiet):
            yield from keys
            if not quiet:
                yield MUTE
        case PickLanguage():
            yield from "1234"
        case Ask():
            yield from KEYED.get(step, ()) or KEYED["any"]
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
        case "Redirect":
            place = call.step
            while call.wait.tag == "Redirect" and call.step == place:
                call.waits()
        case "Record":
            call.waits()
        case "Gather" if choice == MUTE:
            place = call.step
            while call.step == place:
                call.presses("")
        case "Dial":
            call.asks(call.url, DialCallStatus=choice)
        case _:
            call.presses(choice)


def pressing(call: Call, *keys: str) -> Call:
    """The call after these keys."""
    for key in keys:
        call.presses(key)
    return call


def walk(dial: Dial, database: Database, deep: int = 99, within: str = "") -> set[str]:
    """Every step that can be reached by this kind of call, hung up at; each way of getting there is a new call. At most
    so many choices `deep`; and no further than the flow `within`, if it is said."""
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
        if len(path) < deep:
            todo.extend((*path, choice) for choice in choices(call, within))
        hang_up_here(call, bool(SENDS & set(went)) or deep < 99, database)
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
            proofs = session.exec(select(Proof).where(Proof.recording_id == kept.id)).all()
            reasons = session.exec(select(Override).where(Override.recording_id == kept.id)).all()
            states = (
                [report.state for report in filed]
                + [one.state for one in drafts]
                + [one.state for one in proofs]
                + [one.clauses for one in reasons]
            )
            reason = [reasons[0].clauses] if reasons else None
            assert states in ([ReportState.FILED], [BroadcastState.DRAFT], [ProofState.ASKED], reason)
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
    def hotline(caller: str = MEMBER) -> set[str]:
        return walk(lambda: as_before(carrier).call(HOTLINE, caller), database, within="hotline")

    known, stranger, attempt = hotline(), hotline(WITHHELD), an_alert()
    rung_back, baker = hotline(), hotline(BAKER)
    with database.writing() as session:
        session.get_one(Broadcast, attempt.broadcast_id).confirmed_at = datetime.now(UTC) - timedelta(days=3)
        shops = session.exec(select(Network.id).where(Network.code == "2060")).one()
        member = session.exec(select(Phone.member_id).where(Phone.number_hash == MEMBER)).one()
        session.add(Membership(member_id=member, network_id=shops or 0))
    assert waiting_steps("hotline") <= known | stranger | rung_back | baker | hotline()


def as_before(carrier: Carrier) -> Carrier:
    """Nobody has left, paused or asked for anything yet; the network lies in 2018."""
    with carrier.database.writing() as session:
        for proof in session.exec(select(Proof)):
            proof.asked_at = datetime.now(UTC) - timedelta(days=9)
        for membership in session.exec(select(Membership)):
            membership.state = MembershipState.ACTIVE
        for phone in session.exec(select(Phone)):
            phone.paused_until = None
        for network in session.exec(select(Network)):
            network.postcodes = [CODE]
    return carrier


def test_hanging_up_in_the_tables_of_membership_and_joining_is_possible_everywhere(
    carrier: Carrier, database: Database
) -> None:
    def membership(caller: str, *keys: str) -> set[str]:
        def dial() -> Call:
            return pressing(as_before(carrier).call(HOTLINE, caller), *keys, "3")

        return walk(dial, database, within="membership")

    def joining(caller: str, *keys: str) -> set[str]:
        return walk(
            lambda: pressing(as_before(carrier).call(HOTLINE, caller), *keys), database, within="joining"
        )

    def paused() -> Call:
        call = as_before(carrier).call(HOTLINE)
        with database.writing() as session:
            for phone in session.exec(select(Phone)):
                phone.paused_until = datetime.now(UTC) + timedelta(days=3)
        return pressing(call, "3")

    def pending() -> Call:
        as_before(carrier)
        with database.writing() as session:
            for one in session.exec(select(Membership)):
                one.state = MembershipState.PENDING
        return pressing(carrier.call(HOTLINE), "1", "3")

    reached = membership(MEMBER) | membership(STRANGER, "1") | walk(paused, database, within="membership")
    assert waiting_steps("membership") <= reached | walk(pending, database, within="membership")
    assert waiting_steps("joining") <= joining(MEMBER, "3", "5") | joining(STRANGER, "1", "3", "1")


def test_hanging_up_on_a_call_back_is_possible_everywhere(carrier: Carrier, database: Database) -> None:
    def rings() -> Call:
        with database.writing() as session:
            asked = select(Errand.id).where(col(Errand.proof_id).is_not(None)).order_by(col(Errand.id).desc())
            attempt = Attempt(errand_id=session.exec(asked).first(), way=Way.CALL, token=f"back{next(ids)}", round=next(ids),
                              number=NEIGHBOUR, number_hash=NEIGHBOUR, placing_at=datetime.now(UTC))  # fmt: skip
            session.add(attempt)
        return carrier.rings(attempt, NEIGHBOUR)

    def called_back(*keys: str) -> set[str]:
        def dial() -> Call:
            pressing(as_before(carrier).call(HOTLINE, NEIGHBOUR), *keys).hangs_up()
            return rings()

        return walk(dial, database, within="call_back")

    def joins() -> Call:
        with database.writing() as session:
            session.execute(delete(Membership).where(col(Membership.network_id) == shops))
        pressing(as_before(carrier).call(HOTLINE, NEIGHBOUR), "3", "5", CODE, "2", "1").speaks(hung_up=True)
        return rings()

    reached = called_back("3", "4", "1", "1") | called_back("3", "2", "1")
    with database.reading() as session:
        shops = session.exec(select(Network.id).where(Network.code == "2060")).one()
    reached |= walk(joins, database, within="call_back")
    assert (
        waiting_steps("call_back") - {"whose", "who_messages"} <= reached
    )  # those two: test_membership, test_hotline


def test_hanging_up_on_the_police_line_is_possible_everywhere(  # noqa: C901 - each kind of night is a function
    carrier: Carrier, database: Database, an_alert: Callable[..., Attempt]
) -> None:
    waits_for_us, alert, pin_hash = report(carrier), an_alert(), hash_pin(PIN)

    def tonight(**zone: object) -> None:
        """The same night for every call: a report waits, an alert runs, nothing is left from the call before."""
        with database.writing() as session:
            for old in session.exec(select(Broadcast).where(Broadcast.id != alert.broadcast_id)):
                waits = old.state is BroadcastState.DRAFT
                old.state = BroadcastState.CANCELLED if waits else BroadcastState.CLOSED
            session.get_one(Broadcast, alert.broadcast_id).state = BroadcastState.CONFIRMED
            session.get_one(Delivery, alert.delivery_id).state = DeliveryState.REACHED
            session.get_one(Report, waits_for_us).state = ReportState.FILED
            session.exec(select(Officer).where(Officer.badge == BADGE)).one().pin_hash = pin_hash
            session.execute(delete(PinTries))
            for name, value in zone.items():
                setattr(session.exec(select(Zone)).one(), name, value)

    def usual() -> Call:
        tonight()
        return carrier.call(POLICE_LINE, OFFICER)

    def with_a_draft() -> Call:
        tonight()
        call = carrier.call(POLICE_LINE, OFFICER).presses(BADGE).presses(PIN)
        for key in ("1", CODE, "1"):
            call.presses(key)
        call.speaks(hung_up=True)
        return carrier.call(POLICE_LINE, OFFICER)

    def strict() -> Call:
        tonight(approval_above=1)
        with database.writing() as session:
            one, other = session.exec(select(Network).order_by(col(Network.id))).all()
            for network in (one, other):
                network.charter = {"kinds": ["burglary"], "needs": ["place"], "night": None}
                network.postcodes = ["2600"]
            beside = Neighbour(network_id=one.id or 0, neighbour_id=other.id or 0)
            if session.get(Neighbour, (one.id, other.id)) is None:
                session.add(beside)
        return carrier.call(POLICE_LINE, OFFICER)

    def at_the_report() -> Call:
        return pressing(usual(), BADGE, PIN, "2")

    def with_its_recording() -> Call:
        return pressing(at_the_report(), "2", "1")

    def asked_what() -> Call:
        return pressing(strict(), BADGE, PIN, "1", CODE, "1")

    def waiting_for_a_colleague() -> Call:
        tonight(approval_above=1)
        call = pressing(carrier.call(POLICE_LINE, OFFICER), BADGE, PIN, "2", "2", "1", "2")
        while call.wait.tag == "Redirect":
            call.waits()
        return call.presses("1")

    with database.writing() as session:
        zone = session.exec(select(Zone)).one()
        seen = session.get_one(Report, waits_for_us)
        seen.network_id = session.exec(select(Network.id).where(Network.code == CODE)).one()
        seen.reporter = seen.reporter_hash = STRANGER
        add_officer(
            session, zone, badge="10024", name="Claes", pin_hash="-", number=COLLEAGUE, now=datetime.now(UTC)
        )
        karel = session.exec(select(Membership).order_by(col(Membership.id).desc())).first()
        assert karel is not None
        karel.role = Role.COORDINATOR
    reached = walk(usual, database) | walk(with_a_draft, database)
    KEYED["network"] = ("2600", "9999")
    try:
        reached |= walk(strict, database)
    finally:
        KEYED["network"] = (CODE, "9999")
    for dial in (asked_what, at_the_report, with_its_recording, waiting_for_a_colleague):
        reached |= walk(dial, database, deep=2)
    assert waiting_steps("police_line") <= reached


def test_hanging_up_on_an_alert_call_is_possible_everywhere(
    carrier: Carrier, database: Database, an_alert: Callable[..., Attempt]
) -> None:
    def alerted(kind: BroadcastKind = BroadcastKind.ALERT) -> Attempt:
        with database.writing() as session:  # who has left, or paused, in the call before is there again
            session.execute(update(Membership).values(state=MembershipState.ACTIVE))
            session.execute(update(Phone).values(paused_until=None))
        return an_alert(kind=kind)

    def rings() -> Call:
        return carrier.rings(alerted(), MEMBER)

    def rings_again() -> Call:
        attempt = alerted()
        carrier.rings(attempt, MEMBER)
        return carrier.rings(attempt, MEMBER)

    def beeps() -> Call:
        attempt = alerted()
        return carrier.rings(attempt, MEMBER).asks(f"/voice/attempt/{attempt.token}/enter/after_beep")

    feedback = walk(lambda: carrier.rings(alerted(BroadcastKind.FEEDBACK), MEMBER), database)
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

    reached = walk(rings_for_two, database, within="duty_call")
    assert waiting_steps("duty_call") <= reached | walk(rings_for_one, database, within="duty_call")


def report(carrier: Carrier) -> int:
    """Somebody without a number has reported something; the report's id."""
    call = carrier.call(HOTLINE, WITHHELD)
    for keys in ("1", "1", "1", "1", "1"):
        call.presses(keys)
    call.speaks(hung_up=True)
    with carrier.database.reading() as session:
        return session.exec(select(Report.id).order_by(col(Report.id).desc())).first() or 0
