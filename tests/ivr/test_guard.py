"""Only the carrier comes in."""

from __future__ import annotations

from callers import HOTLINE, Carrier
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import select
from sqlmodel import SQLModel
from twilio.request_validator import RequestValidator

from db.session import Database
from ivr.exchange import Exchange
from settings import Settings
from wsgi import create_app

FORM = {
    "CallSid": "CA1",
    "From": "+32450004001",
    "To": HOTLINE,
    "CallStatus": "completed",
    "MessageSid": "SM1",
    "Body": "Inbraak in de Dam",
}
OPEN = {"/audio/x", "/health"}


def paths(app: Flask) -> list[str]:
    filled = []
    for rule in app.url_map.iter_rules():
        values: dict[str, object] = {
            name: 1 if name in {"turn", "report_id"} else "x" for name in rule.arguments
        }
        with app.test_request_context():
            filled.append((rule.build(values) or ("", ""))[1])
    return filled


def everything(database: Database) -> dict[str, list[str]]:
    with database.reading() as session:
        return {
            name: [str(row) for row in session.execute(select(table))]
            for name, table in SQLModel.metadata.tables.items()
        }


def test_every_route_is_closed_to_whoever_is_not_the_carrier(
    app: Flask, carrier: Carrier, database: Database
) -> None:
    before = everything(database)
    client = app.test_client()
    closed = [path for path in paths(app) if path not in OPEN]
    assert len(closed) > 10
    for path in closed:
        assert client.post(path, data=FORM).status_code == 403, path
        assert client.post(path, data=FORM, headers={"X-Twilio-Signature": "AAAA"}).status_code == 403, path
        assert carrier.post(path, FORM, token="not the token").status_code == 403, path
    assert everything(database) == before


def test_a_signature_for_another_form_is_refused(carrier: Carrier) -> None:
    url = carrier.settings.public_base_url + "/voice/line"
    signature = RequestValidator(carrier.settings.twilio_auth_token.get_secret_value()).compute_signature(
        url, FORM
    )
    changed = FORM | {"From": "+32450009999"}
    assert (
        carrier.client.post(
            "/voice/line", data=changed, headers={"X-Twilio-Signature": signature}
        ).status_code
        == 403
    )


def test_the_host_that_a_request_names_is_of_no_interest(carrier: Carrier) -> None:
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    url = carrier.settings.public_base_url + "/voice/line"
    signature = RequestValidator(carrier.settings.twilio_auth_token.get_secret_value()).compute_signature(
        url, FORM
    )
    answer = carrier.client.post(
        "/voice/line", data=FORM, headers={**headers, "X-Twilio-Signature": signature}
    )
    assert answer.status_code == 200


def test_health_needs_no_signature(app: Flask) -> None:
    assert app.test_client().get("/health").data == b"ok"


def test_audio_that_nobody_has_is_not_found(app: Flask) -> None:
    assert app.test_client().get("/audio/guessed").status_code == 404


def test_each_account_signs_with_its_own_token(app: Flask, settings: Settings, database: Database) -> None:
    both = settings.model_copy(
        update={"standby_account_sid": "AC2", "standby_auth_token": SecretStr("second")}
    )
    made = create_app(both)
    here = Carrier(both, made.test_client(), database)
    main, standby = FORM | {"AccountSid": both.twilio_account_sid}, FORM | {"AccountSid": "AC2"}
    assert here.post("/status/line", main).status_code == 204
    assert here.post("/status/line", standby, token="second").status_code == 204
    assert here.post("/status/line", main, token="second").status_code == 403
    assert here.post("/status/line", standby).status_code == 403
    assert here.post("/status/line", FORM | {"AccountSid": "AC3"}, token="second").status_code == 403
    place: Exchange = made.extensions["exchange"]
    place.database.close()
    place.redis.close()
