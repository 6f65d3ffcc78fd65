"""The account: who is let in, what is left, and what happens when it is suspended."""

from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from simulator.client import Refused, SimulatorClient

ACCOUNT = "AC" + "a" * 32
LINE = "+3232020202"
MEMBER = "+32470000001"
DOCUMENT = "<Response><Hangup/></Response>"
FAULTS = ["suspended_account", "no_balance"]


def refusal(asking: Any, **asked: Any) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as refused:
        asking(**asked)
    return refused.value.status, refused.value.code


def test_the_account_says_what_it_is(twilio: Client) -> None:
    account = twilio.api.accounts(ACCOUNT).fetch()
    assert (ACCOUNT, "active", "Full") == (account.sid, account.status, account.type)


def test_an_api_key_does_not_see_the_account(world: SimulatorClient) -> None:
    url = f"{world.base_url}/2010-04-01/Accounts/{ACCOUNT}.json"
    refused = requests.get(url, auth=("SK" + "b" * 32, "secret"), timeout=5)
    assert (401, 20003) == (refused.status_code, refused.json()["code"])


@pytest.mark.parametrize("header", ["", "Basic", "Basic !!", "Bearer abc", "Basic bm9ib2R5"])
def test_whoever_does_not_say_who_he_is_stays_outside(world: SimulatorClient, header: str) -> None:
    url = f"{world.base_url}/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
    refused = requests.get(url, headers={"Authorization": header}, timeout=5)
    assert (401, 20003) == (refused.status_code, refused.json()["code"])


def test_another_account_is_not_found(world: SimulatorClient) -> None:
    url = f"{world.base_url}/2010-04-01/Accounts/AC{'c' * 32}/Calls.json"
    refused = requests.get(url, auth=(ACCOUNT, "t" * 32), timeout=5)
    assert (404, 20404) == (refused.status_code, refused.json()["code"])


@pytest.mark.parametrize("fault", FAULTS)
def test_a_suspended_account_neither_calls_nor_texts(
    world: SimulatorClient, twilio: Client, fault: str
) -> None:
    world.faults({"name": fault})
    assert (401, 20005) == refusal(twilio.calls.create, to=MEMBER, from_=LINE, twiml=DOCUMENT)
    assert (401, 20005) == refusal(twilio.messages.create, to=MEMBER, from_=LINE, body="Dag")
    assert [20005, 20005] == [each["code"] for each in world.log(kind="refused")]
    assert "suspended" == twilio.api.accounts(ACCOUNT).fetch().status
    world.faults()
    assert "queued" == twilio.calls.create(to=MEMBER, from_=LINE, twiml=DOCUMENT).status


def test_without_money_the_balance_says_so(world: SimulatorClient, twilio: Client) -> None:
    assert "100" == twilio.api.account.balance.fetch().balance
    world.faults({"name": "no_balance"})
    assert "0" == twilio.api.account.balance.fetch().balance


@pytest.mark.parametrize("fault", FAULTS)
def test_who_rings_a_suspended_account_hears_the_engaged_tone(
    world: SimulatorClient, app: Any, fault: str
) -> None:
    world.faults({"name": fault})
    assert "busy" == world.dial(MEMBER, LINE).ended()["status"]
    assert [10003] == [each["code"] for each in world.log(kind="error")]
    assert [] == app.asked


def test_a_text_to_a_suspended_account_is_not_passed_on(world: SimulatorClient, app: Any) -> None:
    world.faults({"name": "suspended_account"})
    world.texts(MEMBER, LINE, "Dag")
    assert 10001 == world.wait_for("error")["code"]
    assert [] == app.asked


def test_what_waited_when_the_account_was_suspended_fails(world: SimulatorClient, twilio: Client) -> None:
    world.settings(calls_per_second=0.001, segments_per_second=0.001)
    for _ in range(2):
        call = twilio.calls.create(to=MEMBER, from_=LINE, twiml=DOCUMENT)
        text = twilio.messages.create(to=MEMBER, from_=LINE, body="Dag")
    world.faults({"name": "suspended_account"})
    world.settings(calls_per_second=None, segments_per_second=None)
    assert 30002 == world.wait_for("text_status", message=text.sid, status="failed")["error"]
    world.wait_for("call_status", call=call.sid, status="failed")
    assert [10001] == [each["code"] for each in world.log(kind="error", call=call.sid)]


def test_calls_and_texts_cost_what_was_set_until_nothing_is_left(
    world: SimulatorClient, twilio: Client
) -> None:
    world.people([{"number": MEMBER}])
    world.settings(balance=0.25, call_price=0.2, text_price=0.05)
    text = twilio.messages.create(to=MEMBER, from_=LINE, body="Dag")
    world.wait_for("text_status", message=text.sid, status="delivered")
    assert ("-0.05000", "0.2") == (
        twilio.messages(text.sid).fetch().price,
        twilio.api.account.balance.fetch().balance,
    )
    call = twilio.calls.create(to=MEMBER, from_=LINE, twiml='<Response><Pause length="3"/></Response>')
    world.wait_for("call_status", call=call.sid, event="completed")
    assert ("0", "suspended") == (
        twilio.api.account.balance.fetch().balance,
        twilio.api.accounts(ACCOUNT).fetch().status,
    )
    world.settings(balance=10)
    assert "-0.20000" == twilio.calls(call.sid).fetch().price


def test_a_setting_that_does_not_exist_is_named(world: SimulatorClient) -> None:
    with pytest.raises(Refused, match=r"no setting colour; there are .*calls_per_second"):
        world.settings(colour=1)
    with pytest.raises(Refused, match="calls_at_once is a number above 0"):
        world.settings(calls_at_once=0, balance=1)
    assert 100 == world.settings()["balance"]
