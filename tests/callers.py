"""The lines without a carrier: signed webhooks straight into the application, as the carrier would send them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from flask.testing import FlaskClient
from sqlmodel import Session, select
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from carrier.phone import PhoneKind
from db.broadcasts import Attempt
from db.people import LineUse, Member, Membership, NetworkKind, Phone, Wants
from db.pins import hash_pin
from db.reports import Recording, RecordingStatus
from db.session import Database
from db.set_up import add_duty_phone, add_line, add_network, add_officer, add_zone
from settings import Settings

HOTLINE = "+3215001001"
POLICE_LINE = "+3215001002"
DUTY = "+3215002001"
OFFICER = "+32450003001"
MEMBER = "+32450004001"
NEIGHBOUR = "+3215004002"
BAKER = "+3215004003"  # in the network of the self-employed
STRANGER = "+32450005001"
WITHHELD = "+266696687"  # as the carrier writes it
BADGE = "10023"
PIN = "493817"
SOUND = b"RIFF" + bytes(60)

ids = itertools.count(1)


def settle(session: Session) -> None:
    now = datetime.now(UTC)
    zone = add_zone(session, name="Antwerpen", now=now, dispatch_number="+3215001003")
    add_line(session, zone, number=HOTLINE, use=LineUse.HOTLINE, now=now, shown=True)
    add_line(session, zone, number=POLICE_LINE, use=LineUse.POLICE_LINE, now=now)
    network = add_network(session, zone, code="2018", name="BIN Zurenborg", now=now)
    shops = add_network(session, zone, code="2060", name="BIN-Z Dam", kind=NetworkKind.SELF_EMPLOYED, now=now)
    add_duty_phone(session, zone, number=DUTY, now=now, wants=Wants.CALLS)
    add_officer(session, zone, badge=BADGE, name="Verbeeck", pin_hash=hash_pin(PIN), number=OFFICER, now=now)
    for name, number, kind, where in (
        ("Jan", MEMBER, PhoneKind.MOBILE, network),
        ("Rita", NEIGHBOUR, PhoneKind.LANDLINE, network),
        ("Karel", BAKER, PhoneKind.LANDLINE, shops),
    ):
        member = Member(name=name, created_at=now)
        session.add(member)
        session.flush()
        session.add(Phone(member_id=member.id or 0, number=number, number_hash=number, kind=kind))
        session.add(Membership(member_id=member.id or 0, network_id=where.id or 0))


@dataclass
class Carrier:
    """The carrier's side of the webhooks: it signs, posts, and obeys the documents that come back."""

    settings: Settings
    client: FlaskClient
    database: Database

    def post(self, path: str, form: dict[str, str], token: str | None = None) -> TestResponse:
        """One signed webhook."""
        url = self.settings.public_base_url + path
        key = token or self.settings.twilio_auth_token.get_secret_value()
        signature = RequestValidator(key).compute_signature(url, form)
        return self.client.post(path, data=form, headers={"X-Twilio-Signature": signature})

    def call(self, to: str, from_: str = MEMBER) -> Call:
        """Somebody rings a line."""
        call = Call(
            self, {"CallSid": f"CA{next(ids):032x}", "From": from_, "To": to, "CallStatus": "ringing"}
        )
        return call.asks("/voice/line")

    def rings(self, attempt: Attempt, number: str) -> Call:
        """Somebody picks up a call of ours."""
        call = Call(
            self,
            {"CallSid": f"CA{next(ids):032x}", "From": HOTLINE, "To": number, "CallStatus": "in-progress"},
        )
        return call.asks(f"/voice/attempt/{attempt.token}")

    def texts(self, body: str, from_: str = MEMBER, id_: str | None = None) -> TestResponse:
        """Somebody texts the hotline."""
        form = {"MessageSid": id_ or f"SM{next(ids):032x}", "From": from_, "To": HOTLINE, "Body": body}
        return self.post("/text/line", form)


@dataclass
class Call:
    """One call, at the carrier: the document that it obeys now."""

    carrier: Carrier
    form: dict[str, str]
    document: Element | None = None
    heard: list[str] = field(default_factory=list)

    def asks(self, url: str, **more: str) -> Call:
        """The carrier asks what to do, and reads the answer."""
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        response = self.carrier.post(path, self.form | more)
        assert response.status_code == 200, response.data
        assert response.mimetype == "text/xml"
        self.document = fromstring(response.data)
        self.heard += [element.text or "" for element in self.document.iter("Say")]
        self.heard += ["(audio)" for _ in self.document.iter("Play")]
        return self

    @property
    def step(self) -> str:
        """The step at which the call waits; `end` when it is over."""
        wait = self.wait
        return "end" if wait.tag == "Hangup" else self.url.split("/")[-2]

    @property
    def wait(self) -> Element:
        """The verb that waits for something."""
        assert self.document is not None
        for tag in ("Gather", "Record", "Dial", "Redirect", "Hangup"):
            if (found := self.document.find(tag)) is not None:
                return found
        raise AssertionError("a document without an end")

    @property
    def url(self) -> str:
        """Where the answer goes."""
        wait = self.wait
        return wait.get("action") or wait.text or ""

    def presses(self, keys: str) -> Call:
        """Keys, or silence."""
        assert self.wait.tag == "Gather", (self.step, self.heard[-3:])
        return self.asks(self.url, Digits=keys)

    def speaks(self, seconds: int = 4, hung_up: bool = False, arrives: bool = True) -> str:
        """Something after the beep; the recording's id. What was recorded comes in at once, if it `arrives`."""
        assert self.wait.tag == "Record", (self.step, self.heard[-3:])
        made = f"RE{next(ids):032x}"
        more = {
            "RecordingSid": made,
            "RecordingDuration": str(seconds),
            "Digits": "hangup" if hung_up else "#",
        }
        if hung_up:
            more["CallStatus"] = "completed"
        self.asks(self.url, **more)
        if arrives:
            arrive(self.carrier.database)
        return made

    def waits(self) -> Call:
        """Nothing is said; the carrier goes on where it is sent."""
        return self.asks(self.url)

    def hangs_up(self) -> None:
        """The call is over; the carrier tells so for one of our numbers."""
        assert self.carrier.post("/status/line", self.form | {"CallStatus": "completed"}).status_code == 204

    def hears(self, words: str) -> Call:
        """These words were said."""
        assert any(words in sentence for sentence in self.heard), self.heard
        return self


def arrive(database: Database) -> None:
    """What is recorded has come in from the carrier."""
    with database.writing() as session:
        for recording in session.exec(select(Recording).where(Recording.status == RecordingStatus.AWAITED)):
            recording.status, recording.audio = RecordingStatus.KEPT, SOUND
