"""Every endpoint answers what the table of shapes says, and the table notices when it does not."""

import json
from typing import Any

import requests
from shapes import ENDPOINTS, differences, endpoint
from twilio.rest import Client

from simulator.client import SimulatorClient

ACCOUNT = "AC" + "a" * 32
ROOT = f"/2010-04-01/Accounts/{ACCOUNT}"
LINE = "+3232020202"
MEMBER = "+32470000001"
LONG = '<Response><Pause length="600"/></Response>'


def recorded(world: SimulatorClient, app: Any, twilio: Client) -> tuple[str, str]:
    """A call and its recording, ready to be fetched."""
    app.on("/voice", '<Record action="/kept"/>')
    script: list[dict[str, Any]] = [{"speak": "Twee mannen met een ladder.", "seconds": 3}, {"press": "#"}]
    before = world.last()
    call = world.dial(MEMBER, LINE, script=script)
    found = world.wait_for("recorded", after=before)["recording"]
    call.ended()
    while twilio.recordings(found).fetch().status != "completed":
        world.events(timeout=0.05, kind="never")
    return call.sid, found


def use_calls(world: SimulatorClient, twilio: Client) -> None:
    world.people([{"number": MEMBER}])
    sid = twilio.calls.create(to=MEMBER, from_=LINE, twiml=LONG).sid
    world.wait_for("call_status", event="answered", call=sid)
    twilio.calls.list()
    twilio.calls(sid).fetch()
    twilio.calls(sid).update(status="completed")
    world.wait_for("call_status", event="completed", call=sid)
    twilio.calls(sid).delete()


def use_texts(world: SimulatorClient, twilio: Client) -> None:
    sid = twilio.messages.create(to=MEMBER, from_=LINE, body="Dag").sid
    world.wait_for("text_status", status="delivered", message=sid)
    twilio.messages.list()
    twilio.messages(sid).fetch()
    twilio.messages(sid).update(body="")
    twilio.messages(sid).delete()


def use_recordings(world: SimulatorClient, app: Any, twilio: Client) -> set[str]:
    call, sid = recorded(world, app, twilio)
    twilio.recordings.list()
    twilio.calls(call).recordings.list()
    twilio.calls(call).recordings(sid).fetch()
    heard = {}
    for ending in ("", ".wav", ".mp3"):
        path = f"{ROOT}/Recordings/{sid}{ending}"
        sound = requests.get(world.base_url + path, auth=(ACCOUNT, "t" * 32), timeout=5)
        assert [] == differences("GET", path, sound.status_code, sound.content)
        heard[endpoint("GET", path)] = sound.headers["Content-Type"]
    assert ["audio/x-wav", "audio/x-wav", "audio/mpeg"] == list(heard.values())
    twilio.calls(call).recordings(sid).delete()
    twilio.recordings(recorded(world, app, twilio)[1]).delete()
    return set(heard)


def use_lines_and_account(twilio: Client) -> None:
    [line] = twilio.incoming_phone_numbers.list()
    twilio.incoming_phone_numbers(line.sid).fetch()
    twilio.incoming_phone_numbers(line.sid).update(friendly_name="Meldlijn")
    twilio.api.accounts(ACCOUNT).fetch()
    twilio.api.account.balance.fetch()


def test_every_endpoint_answers_as_the_table_says(world: SimulatorClient, app: Any, twilio: Client) -> None:
    use_calls(world, twilio)
    use_texts(world, twilio)
    heard = use_recordings(world, app, twilio)
    use_lines_and_account(twilio)
    answered = {name for name, status in twilio.http_client.answered if status < 400} | heard
    assert set(ENDPOINTS) == answered


def test_the_table_notices_what_is_missing_unknown_or_of_another_kind() -> None:
    path = f"{ROOT}/Balance.json"
    right = {"account_sid": ACCOUNT, "balance": "1.50", "currency": "EUR"}

    def wrong(**changed: Any) -> list[str]:
        answer = {name: value for name, value in (right | changed).items() if value != "gone"}
        found: list[str] = differences("GET", path, 200, json.dumps(answer))
        return found

    assert [] == wrong()
    assert ["balance.balance is missing"] == wrong(balance="gone")
    assert ["balance.colour is not in the table"] == wrong(colour="red")
    assert ["balance.balance is 1.5, not money"] == wrong(balance=1.5)
    assert ["balance.account_sid is None, not AC"] == wrong(account_sid=None)
    assert ["status 201 instead of 200"] == differences("GET", path, 201, json.dumps(right))
    assert ["the table has no GET /Queues.json"] == differences("GET", f"{ROOT}/Queues.json", 200, "{}")


def test_the_table_knows_a_refusal() -> None:
    refused = {
        "code": 20404,
        "message": "…",
        "more_info": "https://www.twilio.com/docs/errors/20404",
        "status": 404,
    }
    assert [] == differences("GET", ROOT, 404, json.dumps(refused))
    assert [] != differences("GET", ROOT, 400, json.dumps(refused))
    del refused["status"]
    assert ["error.status is missing"] == differences("GET", ROOT, 404, json.dumps(refused))
