"""The text line, word by word: what a member texts, over HTTP, through the phone company."""

from __future__ import annotations

from sqlmodel import col, select
from town import Town, a_mobile
from walks import NOBODY, TAKES, changes_network, code_in, soon

from db.calls import Text
from db.people import Membership, MembershipState, Network, Phone

FAR = "Er wordt ingebroken in de Kerkstraat 5"


def texts(town: Town, number: str, body: str, answer: str) -> str:
    """A text and its answer."""
    begin = town.world.last()
    town.world.texts(number, town.hotline, body)
    return str(town.world.wait_for("text", 20, begin, to=number, contains=answer)["text"])


def phone(town: Town, number: str) -> Phone:
    found: Phone = town.rows(select(Phone).where(Phone.number_hash == number))[0]
    return found


def states(town: Town, number: str) -> list[MembershipState]:
    asked = select(Membership.state).join(Phone, col(Phone.member_id) == col(Membership.member_id))
    found: list[MembershipState] = town.rows(asked.where(Phone.number_hash == number))
    return found


def in_two_networks(town: Town) -> str:
    """A member of the BIN, and since a little later of the BIN-Z; each has its streets."""
    number: str = town.member("Jan", answers=NOBODY)
    changes_network(town, town.bin, name="BIN Zurenborg", streets=["Dolfijnstraat"])
    changes_network(town, town.bin_z, name="BIN-Z Dam", streets=["Damplein"])
    with town.up.database.writing() as session:
        member = session.exec(select(Phone.member_id).where(Phone.number_hash == number)).one()
        shops = session.exec(select(Network.id).where(Network.code == town.bin_z)).one()
        session.add(Membership(member_id=member, network_id=shops or 0))
    return number


def test_stop_ends_texts_and_start_begins_them_again(town: Town) -> None:
    number = town.member("Jan", answers=NOBODY)
    town.world.texts(number, town.hotline, "stop")
    assert soon(lambda: phone(town, number).no_texts_since is not None)
    assert not any(
        "Politie" in text for text in town.world.texts_to(number)
    )  # the carrier itself has answered
    town.world.texts(number, town.hotline, "Start")
    assert soon(lambda: phone(town, number).no_texts_since is None)


def test_we_must_stop_this_is_no_opt_out_but_a_report(town: Town) -> None:
    number = town.member("Jan", answers=NOBODY)
    texts(
        town,
        number,
        "we moeten dit STOPPEN, ze zijn in de Dolfijnstraat 12 aan het inbreken",
        "Dolfijnstraat 12",
    )
    assert (phone(town, number).no_texts_since, len(town.reports())) == (None, 1)


def test_help_in_our_own_words_says_101_and_what_to_text(town: Town) -> None:
    assert "101" in texts(town, town.member("Jan", answers=NOBODY), "Hulp aub", "101")


def test_pauze_7_is_a_pause_and_start_ends_it(town: Town) -> None:
    number = town.member("Jan", answers=NOBODY)
    texts(town, number, "Pauze 7", "tot en met")
    assert phone(town, number).paused_until is not None
    texts(town, number, "starten", "weer")
    assert phone(town, number).paused_until is None


def test_lid_with_the_code_of_a_network_makes_a_stranger_pending(town: Town) -> None:
    stranger = a_mobile()
    town.lives(stranger, "An", answers=NOBODY)
    code = code_in(texts(town, stranger, f"LID {town.bin}", "Antwoord met"))
    texts(town, stranger, f"{code} An Peeters, Dolfijnstraat 12", "uw nummer is bevestigd")
    assert states(town, stranger) == [MembershipState.PENDING]


def test_weg_with_the_code_of_a_network_is_asked_once_more(town: Town) -> None:
    number = town.member("Jan", answers=NOBODY)
    code = code_in(
        texts(town, number, f"WEG {town.bin}", "zeker verlaten").replace(town.bin, "").replace("101", "")
    )
    assert states(town, number) == [MembershipState.ACTIVE]
    texts(town, number, code, "geen lid meer")
    assert states(town, number) == [MembershipState.LEFT]


def test_status_says_where_one_stands_and_that_a_report_is_not_yet_heard(town: Town) -> None:
    number = town.member("Jan", answers=NOBODY)
    texts(town, number, "Inbraak bezig in de Dolfijnstraat 64", "melding")
    assert "nog niet gehoord" in texts(town, number, "status?", "u bent lid van")


def test_herhaal_sends_the_last_message_again(town: Town) -> None:
    number = town.member("Jan", answers=NOBODY)
    texts(town, number, "HERHAAL", "geen bericht")
    town.alert().hangs_up()
    town.world.wait_for("text", 20, to=number, contains="dringend bericht")
    texts(town, number, "herhaal aub", "dringend bericht")


def test_gezien_answers_the_running_alert(town: Town) -> None:
    number = town.member("Greet", answers=NOBODY)
    town.alert().hangs_up()
    texts(town, number, "GEZIEN rode jas, Dolfijnstraat 3", "gaat meteen naar de politie")
    (alert,) = town.broadcasts()
    assert [(report.answers, report.text) for report in town.reports()] == [
        (alert.id, "rode jas, Dolfijnstraat 3")
    ]


def test_two_machines_do_not_text_each_other_for_ever(town: Town) -> None:
    number = town.member("Jan", answers=NOBODY)
    read = select(Text.id).where(Text.sender_hash == number)
    for times in range(1, 6):  # a machine answers an answer: one text after the other
        town.world.texts(number, town.hotline, "Ik ben afwezig en lees uw bericht later.")
        assert soon(lambda so_many=times: len(town.rows(read)) == so_many)
    assert soon(lambda: len(town.world.texts_to(number)) == 2)
    assert not soon(lambda: len(town.world.texts_to(number)) > 2, 2)


def test_a_stranger_may_report_by_text_and_is_texted_nothing_else(town: Town) -> None:
    town.lives(town.duty, "Wachtdienst", answers=[{"kind": "person", "after": 2.0, "script": TAKES}])
    stranger = a_mobile()
    town.lives(stranger, "An", answers=NOBODY)
    town.member("Jan", answers=NOBODY)
    texts(town, stranger, "Inbraak bezig in de Dolfijnstraat 64", "melding")
    town.world.wait_for("heard", 30, number=town.duty, contains="Dolfijnstraat")
    town.alert().hangs_up()
    assert len(town.world.texts_to(stranger)) == 1


def test_a_member_of_two_networks_reports_where_the_street_is(town: Town) -> None:
    number = in_two_networks(town)
    texts(town, number, "Winkeldief op het Damplein 3", "voor BIN-Z Dam")
    assert [report.place for report in town.reports()] == ["Damplein 3"]


def test_the_answer_names_the_network_and_another_name_moves_the_report_before_it_is_taken(
    town: Town,
) -> None:
    number = in_two_networks(town)
    texts(town, number, FAR, "voor BIN Zurenborg")
    texts(town, number, "nee, Dam", "is nu voor BIN-Z Dam")
    officer = town.signed_in()
    officer.hears("Er wacht 1 melding")
    officer.presses("2")
    officer.hears("BIN-Z Dam", timeout=20)


def test_the_duty_phone_hears_the_network_to_which_the_report_was_moved(town: Town) -> None:
    town.lives(
        town.duty,
        "Wachtdienst",
        answers=[{"kind": "no_answer"}, {"kind": "person", "after": 2.0, "script": TAKES}],
    )
    number = in_two_networks(town)
    texts(town, number, FAR, "voor BIN Zurenborg")
    texts(town, number, town.bin_z, "is nu voor BIN-Z Dam")
    town.world.wait_for("heard", 40, number=town.duty, contains="BIN-Z Dam")
