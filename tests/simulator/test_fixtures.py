"""The fixtures that other projects use too, with an application that is not ours."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from simulator.client import NotHeard, SimulatorClient
from simulator.telephone import Telephone

pytest_plugins = ["simulator.fixtures"]

SHOP = "+3232020202"
PEOPLE = '[[people]]\nnumbers = "+32470000000"\ncount = 3\nanswers = [{ kind = "busy" }]\n'


def shop(environ: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
    """A shop that says when it is open, and answers texts."""
    size = int(environ.get("CONTENT_LENGTH") or 0)
    form = parse_qs(environ["wsgi.input"].read(size).decode())
    match environ["PATH_INFO"], form.get("Digits"):
        case "/voice", None:
            inside = (
                '<Gather numDigits="1"><Say>For opening hours, press 1.</Say></Gather><Say>Goodbye.</Say>'
            )
        case "/voice", _:
            inside = "<Say>We are open from nine to five.</Say>"
        case _:
            inside = "<Message>Thank you.</Message>"
    start("200 OK", [("Content-Type", "text/xml")])
    return [f"<Response>{inside}</Response>".encode()]


@pytest.fixture
def shop_line(phone_company: SimulatorClient, serve: Callable[..., str]) -> str:
    url = serve(shop)
    phone_company.line(SHOP, voice_url=url + "/voice", sms_url=url + "/text")
    return SHOP


def test_a_phone_dials_hears_and_presses(phone: Telephone, shop_line: str) -> None:
    call = phone.dial(shop_line).hears("press 1").presses("1").hears("nine to five")
    assert "completed" == call.ended()["status"]
    assert ["1"] == phone.history()["pressed"]


def test_what_was_not_heard_is_told_with_what_was(phone: Telephone, shop_line: str) -> None:
    with pytest.raises(NotHeard, match=r"(?s)'press 9' was not heard.*For opening hours, press 1"):
        phone.dial(shop_line).hears("press 9", timeout=0.3)


def test_a_phone_texts_and_gets_an_answer(phone: Telephone, shop_line: str) -> None:
    phone.texts(shop_line, "Are you open?")
    assert "Thank you." == phone.gets_text("thank")


def test_several_phones_are_told_apart(phones: Callable[[str], Telephone], shop_line: str) -> None:
    an, bea = phones("+32470000001"), phones("+32470000002")
    an.dial(shop_line).hears("press 1")
    bea.dial(shop_line).hears("press 1").hangs_up()
    assert [[SHOP], [SHOP]] == [[each["to"] for each in phone.history()["dialled"]] for phone in (an, bea)]


def test_each_test_has_a_company_of_its_own(phone_company: SimulatorClient) -> None:
    assert [] == phone_company.log()
    assert phone_company.account_sid.startswith("AC")
    assert phone_company.auth_token


@pytest.mark.parametrize("phone_company_options", [{"by_hand": True}])
def test_the_options_stop_the_clock(phone_company: SimulatorClient, phone: Telephone, shop_line: str) -> None:
    call = phone.dial(shop_line)
    phone_company.advance(1)
    call.hears("press 1")
    phone_company.advance(30)
    assert "completed" == call.state()["status"]
    assert 31.0 == phone_company.clock()


class TestAmongPeople:
    @pytest.fixture
    def phone_company_options(self, tmp_path: Path) -> dict[str, Any]:
        (tmp_path / "people.toml").write_text(PEOPLE, encoding="utf-8")
        return {"people": tmp_path / "people.toml"}

    def test_the_options_bring_people(self, phone_company: SimulatorClient) -> None:
        assert 3 == phone_company.request("GET", "/sim/")["people"]


def test_a_phone_of_a_test_can_be_rung(phone_company: SimulatorClient, phone: Telephone) -> None:
    assert [phone.number] == [each["number"] for each in phone_company.request("GET", "/sim/people")]
    with pytest.raises(NotHeard, match="was not rung"):
        phone.rings(timeout=0.1)
