"""The police line, menu by menu: what an officer may do there, over HTTP, through the phone company."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import select
from town import PIN, Town, a_mobile
from walks import (
    NOBODY,
    VOICE,
    are_neighbours,
    changes_network,
    presses,
    reports,
    sends,
    soon,
    speaks,
)

from db.audit import AuditEntry
from db.broadcasts import BroadcastKind, Delivery, DeliveryState
from db.overrides import Override
from db.people import Membership, Phone, Role, Zone
from db.pins import hash_pin
from db.reports import Recording, RecordingStatus, ReportState
from db.set_up import add_officer
from simulator.client import CallClient

OTHER_PIN = "739164"


def colleague(town: Town, **behaviour: object) -> tuple[str, str]:
    """Another officer of the zone; the number and the badge."""
    number, badge = a_mobile(), f"3{town.badge[1:]}"
    with town.up.database.writing() as session:
        mine = session.exec(select(Zone).where(Zone.name == town.zone)).one()
        add_officer(
            session,
            mine,
            badge=badge,
            name="Claes",
            pin_hash=hash_pin("864209"),
            number=number,
            now=datetime.now(UTC),
        )
    town.lives(number, "Claes", **behaviour)
    return number, badge


def signs_in(town: Town, badge: str, pin: str) -> CallClient:
    call: CallClient = town.dials(town.officer, town.police_line)
    presses(call, badge, pin)
    return call


def old_fact(town: Town) -> CallClient:
    """An urgent message about an old fact, which the charter forbids."""
    call: CallClient = presses(town.signed_in(), "1", town.bin, "2").hears("Volgens het charter")
    return call


# ---- badge and PIN


def test_three_wrong_pins_lock_the_badge_and_the_officer_is_texted(town: Town) -> None:
    call = town.dials(town.officer, town.police_line)
    for _ in range(3):
        presses(call, town.badge, "111111")
    call.hears("tijdelijk geblokkeerd", timeout=20)
    town.world.wait_for("text", 20, to=town.officer, contains="te veel foute pogingen")
    signs_in(town, town.badge, PIN).hears("tijdelijk geblokkeerd", timeout=20)


def test_a_wrong_badge_and_a_wrong_pin_get_the_same_answer(town: Town) -> None:
    signs_in(town, "99999", PIN).hears("Badgenummer of pincode klopt niet").hangs_up()
    signs_in(town, town.badge, "111111").hears("Badgenummer of pincode klopt niet").hangs_up()


def test_each_start_of_a_message_is_texted_to_the_officer(town: Town) -> None:
    town.member("Maria", landline=True)
    town.alert().hangs_up()
    town.world.wait_for("text", 20, to=town.officer, contains="er is een bericht verstuurd")


def test_an_officer_changes_the_pin_and_signs_in_with_the_new_one(town: Town) -> None:
    presses(town.signed_in(), "5", "1", OTHER_PIN, OTHER_PIN).hears("Uw pincode is gewijzigd").hangs_up()
    signs_in(town, town.badge, PIN).hears("klopt niet", timeout=20).hangs_up()
    signs_in(town, town.badge, OTHER_PIN).hears("Nieuw bericht")


def test_a_forgotten_pin_is_reset_by_a_colleague_and_chosen_in_a_call_of_ours(town: Town) -> None:
    script = [{"press": OTHER_PIN}, {"press": OTHER_PIN}]
    number, badge = colleague(town, answers=[{"kind": "person", "after": 1.0, "script": script}])
    presses(town.signed_in(), "5", "2", badge, "1").hears("Wij bellen uw collega nu").hangs_up()
    town.world.wait_for("heard", 30, number=number, contains="pincode is bewaard")
    signs_in(town, badge, OTHER_PIN).hears("Nieuw bericht")


# ---- a new message


def test_a_network_is_found_by_its_postcode_and_chosen(town: Town) -> None:
    for code in (town.bin, town.bin_z):
        changes_network(town, code, postcodes=["9000"])
    number = town.member("Karel", network=town.bin_z, landline=True)
    call = presses(town.signed_in(), "1", "9000")
    call.hears(f"BIN {town.bin}: druk 1")
    presses(call, "2").hears(f"BIN-Z {town.bin_z}: druk 1")
    sends(presses(call, "1", "1").hears("na de toon"))
    town.world.wait_for("heard", 20, number=number, contains=VOICE)


def test_9_takes_the_neighbouring_networks_along(town: Town) -> None:
    numbers = [town.member("Jan", landline=True), town.member("Karel", network=town.bin_z, landline=True)]
    are_neighbours(town)
    call = presses(town.signed_in(), "1", town.bin).hears("Ook voor de buurnetwerken")
    sends(presses(call, "9", "1").hears("na de toon"))
    for number in numbers:
        town.world.wait_for("heard", 20, number=number, contains=VOICE)


def test_a_message_that_runs_there_already_is_said_and_forbids_nothing(town: Town) -> None:
    town.member("Jan", answers=NOBODY)
    town.alert().hangs_up()
    call = presses(town.signed_in(), "1", town.bin).hears("al een bericht gestart")
    sends(presses(call, "1").hears("na de toon"))
    assert len(town.broadcasts()) == 2


def test_a_refusal_names_the_clause_and_who_overrides_it_says_why(town: Town) -> None:
    number = town.member("Maria", landline=True)
    call = old_fact(town)
    presses(call, "1").hears("Uw reden wordt opgenomen")
    call.speaks("De dader is zonet opnieuw gezien.")
    presses(call, "#").hears("U wijkt af van het charter")
    sends(call.hears("na de toon"))
    town.world.wait_for("heard", 20, number=number, contains=VOICE)
    assert soon(town.every_recording_is_in)
    (override,) = town.rows(select(Override).where(Override.zone_id == town.zone_id()))
    (sent,) = town.broadcasts()
    assert (sent.override_id, sent.overridden) == (override.id, "fresh")
    kept = town.rows(select(Recording.status).where(Recording.id == override.recording_id))
    assert kept == [RecordingStatus.KEPT]
    assert not any("opnieuw gezien" in said["text"] for said in town.world.log(kind="heard", number=number))


def test_the_reason_of_who_hangs_up_while_saying_it_is_kept_and_nothing_is_sent(town: Town) -> None:
    town.member("Maria", landline=True)
    call = presses(old_fact(town), "1").hears("Uw reden wordt opgenomen")
    call.speaks("De dader is")
    call.hangs_up()
    mine = select(Override.recording_id).where(Override.zone_id == town.zone_id())
    assert soon(lambda: [one is not None for one in town.rows(mine)] == [True])
    assert soon(town.every_recording_is_in)
    written = select(AuditEntry.about).where(AuditEntry.what == "charter overridden")
    assert {"clauses": "fresh", "reason": "recorded"}.items() <= town.rows(written)[-1].items()
    assert town.broadcasts() == []


# ---- the reports that wait


def test_a_report_becomes_a_message_in_the_voice_of_its_reporter(town: Town) -> None:
    reports(town, town.member("Jan", answers=NOBODY))
    listener = town.member("Maria", landline=True)
    call = presses(town.signed_in(), "2").hears("achter nummer 46", timeout=20)
    presses(call, "2", "1", "2").hears("Versturen: druk 1", timeout=20)
    presses(call, "1").hears("Verstuurd")
    town.world.wait_for("heard", 20, number=listener, contains="achter nummer 46")


def test_reports_are_counted_heard_newest_first_and_handled(town: Town) -> None:
    number = town.member("Jan", answers=NOBODY)
    reports(town, number, "Het eerste: een grijze bestelwagen.")
    reports(town, number, "Het tweede: een rode jas.")
    call = town.signed_in().hears("Er wachten 2 meldingen")
    presses(call, "2").hears("een rode jas", timeout=20)
    presses(call, "3").hears("is afgehandeld")
    call.hears("een grijze bestelwagen", timeout=20)
    presses(call, "1").hears("geen meldingen")
    assert [report.state for report in town.reports()] == [ReportState.TAKEN, ReportState.HANDLED]


def test_a_reporter_hears_who_calls_and_talks_with_the_officer_after_1(town: Town) -> None:
    talks = [{"hears": "Druk 1", "press": "1"}, {"speak": "Met Jan."}, {"wait": 30}]
    number = town.member("Jan", answers=[{"kind": "person", "after": 1.0, "script": talks}])
    reports(town, number)
    call = presses(town.signed_in(), "2").hears("achter nummer 46", timeout=20)
    presses(call, "4").hears("moet eerst 1 drukken")
    town.world.wait_for("heard", 20, number=number, contains="belt u over uw melding")
    call.hears("Met Jan.", timeout=30)
    assert not any(number in said["text"] for said in town.world.log(kind="heard", call=call.sid))


def test_the_answering_machine_of_a_reporter_is_not_joined_with_the_officer(town: Town) -> None:
    number = town.member("Jan", answers=[{"kind": "voicemail", "after": 2.0, "greeting": 5.0}])
    reports(town, number)
    call = presses(town.signed_in(), "2").hears("achter nummer 46", timeout=20)
    presses(call, "4").hears("De melder nam niet op", timeout=40)
    call.hears("Volgende melding")
    town.world.wait_for("voicemail_heard", 20, number=number, contains="Bel dit nummer terug")


# ---- the message that runs, and the feedback


def test_sightings_are_heard_the_newest_first(town: Town) -> None:
    seer = town.member("Greet", answers=NOBODY)
    town.alert().hangs_up()
    for words in ("Rode jas, Draakplaats 1", "Rode jas, Dolfijnstraat 3"):
        town.world.texts(seer, town.hotline, words)
        town.world.wait_for("text", 20, to=seer, contains=words.partition(", ")[2])
    call = presses(town.signed_in(), "3").hears("Waarnemingen: 2")
    call.hears("De nieuwste waarneming", "Dolfijnstraat 3")
    presses(call, "5").hears("De vorige waarneming", "Draakplaats 1")


def test_a_correction_goes_to_exactly_those_who_were_reached(town: Town) -> None:
    reached = town.member("Jan", landline=True)
    missed = town.member("Guido", landline=True, answers=[{"kind": "failed"}])
    officer = town.alert()
    assert soon(lambda: town.delivery(reached).state is DeliveryState.CONFIRMED)
    presses(officer, "1", "4").hears("na de toon")
    sends_now = speaks(officer, "Het was een blauwe bestelwagen.")
    presses(sends_now, "1").hears("Verstuurd")
    town.world.wait_for("heard", 30, number=reached, contains="blauwe bestelwagen")
    first = [
        said["text"] for said in town.world.log(kind="heard", number=reached) if "echtzetting" in said["text"]
    ]
    assert first[0].startswith("Rechtzetting")
    (correction,) = town.broadcasts(BroadcastKind.CORRECTION)
    assert (correction.members, town.world.log(kind="heard", number=missed)) == (1, [])


def test_feedback_may_go_to_the_coordinator_only(town: Town) -> None:
    member, head = town.member("Jan", landline=True), town.member("Koen", landline=True)
    with town.up.database.writing() as session:
        koen = session.exec(select(Phone.member_id).where(Phone.number_hash == head)).one()
        session.exec(select(Membership).where(Membership.member_id == koen)).one().role = Role.COORDINATOR
    officer = town.alert()
    for number in (member, head):
        assert soon(lambda of=number: town.delivery(of).state is DeliveryState.CONFIRMED)
    presses(officer, "1", "2").hears("Vergeet de feedback niet")
    presses(officer, "4", "2").hears("Enkel naar de coördinator")
    presses(officer, "3").hears("Verstuurd")
    (feedback,) = town.broadcasts(BroadcastKind.FEEDBACK)
    got = town.rows(
        select(Delivery.member_id).where(
            Delivery.broadcast_id == feedback.id, Delivery.state != DeliveryState.SUPPRESSED
        )
    )
    assert got == [koen]
