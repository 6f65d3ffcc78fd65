"""The threats that live in these rooms: what comes from outside, forged, repeated, malformed or in masses. What other files try
already is named at its number: T4 tests/ivr/test_guard.py, T7 tests/carrier/test_twilio.py, T8 tests/ivr/test_police_line.py,
T10 tests/carrier/test_phone.py, T21 tests/broadcast/test_door.py."""

from __future__ import annotations

import ast
import itertools
import os
import pickle
import re
import socketserver
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from callers import HOTLINE, MEMBER, Carrier, settle
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis
from sqlalchemy import select as rows_of
from sqlmodel import SQLModel, select
from trouble.ground import BUSY, CONFIRMS, Ground, soon

from carrier.carrier import Language
from carrier.phone import NotAPhone, Phone
from carrier.segments import clean, segments
from db.broadcasts import Errand
from db.reports import Recording
from db.session import Database
from demo.hamlet import HOTLINE as HAMLET_HOTLINE
from flows.engine.visit import Audio, Keys, Moment, Over, Through, Turn, Voice, Words
from flows.reading import read
from flows.speech import spoken
from ivr.exchange import Exchange
from ivr.twiml import apology, document
from settings import Settings
from wsgi import create_app

ROOT = Path(__file__).parents[2]


@pytest.fixture
def carrier(settings: Settings, database: Database) -> Iterator[Carrier]:
    """The carrier before an application of a small zone."""
    with database.writing() as session:
        settle(session)
    app = create_app(settings)
    yield Carrier(settings, app.test_client(), database)
    place: Exchange = app.extensions["exchange"]
    place.database.close()
    place.redis.close()


def everything(database: Database) -> dict[str, list[str]]:
    """Every row of every table."""
    with database.reading() as session:
        return {
            name: sorted(str(row) for row in session.execute(rows_of(table)))
            for name, table in SQLModel.metadata.tables.items()
        }


# ---- T4: forged

HOSTS = ("evil.example", "127.0.0.1:9", "lijn.example.org@evil.example", "", "a" * 300)


def test_t04_whatever_host_a_request_names_a_wrong_signature_changes_nothing(carrier: Carrier) -> None:
    before = everything(carrier.database)
    form = {"CallSid": "CA1", "From": MEMBER, "To": HOTLINE, "CallStatus": "completed"}
    for host, path in itertools.product(
        HOSTS, ("/voice/line", "/text/line", "/status/call/x", "/status/line")
    ):
        headers = {"Host": host, "X-Forwarded-Host": host, "X-Forwarded-Proto": "https", "X-Original-URL": "/health",
                   "X-HTTP-Method-Override": "GET", "X-Twilio-Signature": "AAAA"}  # fmt: skip
        assert carrier.client.post(path, data=form, headers=headers).status_code in (400, 403)
        assert carrier.client.post(f"{path}/../../health", data=form, headers=headers).status_code in (
            403,
            404,
            405,
        )
    assert everything(carrier.database) == before


# ---- T5: repeated


@pytest.mark.long
def test_t05_every_webhook_of_an_alert_told_twice_more_in_any_order_changes_nothing(
    ground: Ground, seed: int
) -> None:
    ground.up()
    alert = ground.alert(15, lives=([CONFIRMS], [BUSY]))
    ground.verify(alert)
    before = everything(ground.database)
    told = [int(sent["n"]) for sent in ground.world.log(kind="webhook")] * 2
    Random(seed).shuffle(told)
    for n in told:
        assert ground.world.resend(n)["status"] < 500
    after = everything(ground.database)
    assert [name for name in before if before[name] != after[name]] == []


# ---- T7: an address that is given to us


class Trap(socketserver.BaseRequestHandler):
    """Somebody who is not the carrier, and whom nobody should ask."""

    def handle(self) -> None:
        self.server.fell_in = True  # type: ignore[attr-defined]


@pytest.fixture
def trap() -> Iterator[socketserver.TCPServer]:
    with socketserver.TCPServer(("127.0.0.1", 0), Trap) as server:
        server.fell_in = False  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()


@pytest.mark.parametrize(
    "where", ["http://127.0.0.1:{port}/x.wav", "http://[::1]:{port}/x", "http://169.254.169.254/latest"]
)
def test_t07_an_address_of_a_recording_is_neither_kept_nor_asked(
    carrier: Carrier, trap: socketserver.TCPServer, where: str
) -> None:
    url = where.format(port=trap.server_address[1])
    call = carrier.call(HOTLINE, MEMBER)
    for key in "1111":
        call.presses(key)
    told = {
        "RecordingSid": f"RE{1:032x}",
        "RecordingDuration": "4",
        "RecordingUrl": url,
        "MediaUrl0": url,
        "Digits": "#",
    }
    call.asks(call.url, **told)
    carrier.post("/status/recording", call.form | told | {"RecordingStatus": "completed"})
    assert url not in str(everything(carrier.database))
    with carrier.database.reading() as session:
        assert len(session.exec(select(Recording.id)).all()) == 1
    assert not trap.fell_in  # type: ignore[attr-defined]


def test_t07_no_code_reads_the_address_of_a_recording() -> None:
    rooms = [file for room in ("carrier", "broadcast", "ivr", "db") for file in (ROOT / room).rglob("*.py")]
    assert [] == [file.name for file in rooms if re.search(r"RecordingUrl|MediaUrl", file.read_text())]


# ---- T10: numbers that cost

COSTLY = {
    "premium": ("+3290212345", "+32903123456", "+32906123456"),
    "shared cost": ("+3270123456",),
    "satellite": ("+881612345678", "+870773111632", "+882161234567", "+88312345678901"),
    "far away": ("+25261234567", "+3725551234", "+23276123456", "+5351234567", "+12684601234"),
    "near, and not allowed": ("+31612345678", "+33612345678"),
}
NUMBERS = [number for several in COSTLY.values() for number in several]


@pytest.mark.parametrize("number", NUMBERS)
def test_t10_such_a_number_is_nobodys_phone(number: str) -> None:
    with pytest.raises(NotAPhone):
        Phone.parse(number)


def test_t10_who_calls_or_texts_from_such_a_number_is_heard_and_never_rung_or_texted(
    carrier: Carrier,
) -> None:
    for number in NUMBERS:
        call = carrier.call(HOTLINE, number)
        for key in ("1", "1", "1", "1", "1"):
            if call.wait.tag != "Gather":
                break
            call.presses(key)
        if call.wait.tag == "Record":
            call.speaks()
        carrier.texts("Inbraak in de Dolfijnstraat 12", number)
        carrier.texts("LID 2018", number)
    with carrier.database.reading() as session:
        sent_to = set(session.exec(select(Errand.number)))
    assert sent_to & set(NUMBERS) == set()


# ---- T11: masses


@pytest.mark.long
def test_t11_in_a_flood_of_calls_somebody_else_is_answered(ground: Ground) -> None:
    ground.web()
    flooder, other = "+32450009999", "+32450001111"
    ground.world.people([{"number": flooder}, {"number": other}], add=True)
    stays = [{"wait": 1}, {"press": "1"}, {"press": "9"}, {"wait": 30}, {"hang_up": True}]
    for _ in range(300):
        ground.world.dial(flooder, HAMLET_HOTLINE, stays)
    for _ in range(200):
        ground.world.texts(flooder, HAMLET_HOTLINE, "x" * 1600)
    call = ground.world.dial(other, HAMLET_HOTLINE)
    call.hears("druk", timeout=30)
    failed = [entry for entry in ground.world.log(kind="webhook_failed") if entry.get("call") == call.sid]
    assert failed == []
    call.hangs_up()
    assert soon(lambda: ground.world.request("GET", "/sim/")["calls_live"] == 0, 60)
    with ground.database.reading() as session:
        answers = [errand for errand in session.exec(select(Errand)) if errand.number == flooder]
    assert len(answers) <= ground.settings.answers_per_hour + 2  # and one number of a report by call


# ---- T16: words that would be a document

VERBS = {"Response", "Say", "Play", "Gather", "Record", "Redirect", "Pause", "Dial", "Number", "Hangup"}
WAITS = (Keys(1), Voice(60), Moment(1), Over(), Through("+3215001003"))
ANY = st.text(alphabet=st.characters(), max_size=300) | st.sampled_from([
    "</Say><Dial>+88216</Dial>", "]]><Hangup/>", "<!DOCTYPE x [<!ENTITY a 'b'>]>&a;", "\x00\x0b\ufffe\ud800", "&#0;&#xB;", "%0d%0a",
])  # fmt: skip


@given(ANY, st.sampled_from(WAITS), st.sampled_from(list(Language)))
def test_t16_whatever_was_written_the_document_is_sound_and_has_no_verb_of_theirs(
    words: str, wait: Any, language: Language
) -> None:
    def shape(text: str) -> list[str]:
        turn = Turn(
            "alert_call", "message", 1, (Words(text, language, "alert_call", "message"), Audio("abc")), wait
        )
        made = document(
            turn, SETTINGS, "https://lijn.example.org/a?b=1&c=2", "https://lijn.example.org/r", "+3215001001"
        )
        tree = fromstring(made)
        assert {element.tag for element in tree.iter()} <= VERBS
        return [element.tag for element in tree.iter() if element.tag != "Say"]

    assert shape(words) == shape("gewoon")


@given(ANY)
def test_t16_an_apology_is_sound_too(words: str) -> None:
    tree = fromstring(
        apology(
            SETTINGS, words, Language.NL, record_for=10, answer_url="https://x/y", recording_url="https://x/z"
        )
    )
    assert {element.tag for element in tree.iter()} <= {"Response", "Say", "Record", "Hangup"}


SETTINGS = Settings(
    database_url="sqlite:////nowhere", redis_url="unix:///nowhere", public_base_url="https://lijn.example.org",
    secret_key="k" * 32, seal_keys="k1:" + "A" * 43 + "=", twilio_account_sid="AC" + "0" * 32, twilio_auth_token="0" * 32,
)  # fmt: skip


# ---- T17: words that take long

LONGEST = 1600
PIECES = (
    "1", "12:", "1-ABC-", "a", "ab ", "straat ", "Dolfijnstraat 64 ", "0475 ", "+32", "9u", "half ", "van de ", "((", "-" * 3, ".,",
    "é", "\u0300", "\U0001f600", "\n", " ", "OK ", "PAUZE 7 ", "richting ", "http://a.b/", "&<", "rue de la ", "hoek ", "nr. ",
)  # fmt: skip
BUDGET = (
    2.0  # seconds of the processor for one text: far more than any needs, far less than a pattern gone wild
)


def slow(work: Any, text: str) -> float:
    before = time.process_time()
    work(text)
    return time.process_time() - before


@pytest.mark.parametrize("work", [read, clean, segments, lambda text: spoken(text, Language.NL)],
                         ids=["read", "clean", "segments", "spoken"])  # fmt: skip
def test_t17_no_text_takes_long(work: Any) -> None:
    work("warm")
    dice = Random(17)
    texts = [(piece * LONGEST)[:LONGEST] for piece in PIECES]
    texts += ["".join(dice.choices(PIECES, k=400))[:LONGEST] for _ in range(30)]
    assert [] == [text[:20] for text in texts if slow(work, text) > BUDGET]


def test_t17_no_pattern_repeats_a_repetition() -> None:
    """(a+)+ and its kin: what would make a pattern go wild."""
    rooms = ("flows", "carrier", "ivr", "broadcast", "db")
    found = []
    for file in itertools.chain.from_iterable((ROOT / room).rglob("*.py") for room in rooms):
        for node in ast.walk(ast.parse(file.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "compile"
            ):
                for word in node.args[:1]:
                    if isinstance(word, ast.Constant) and re.search(r"[+*]\)[+*]|\}\)[+*]", str(word.value)):
                        found.append((file.name, word.value))
    assert [one for one in found if not _is_bounded(str(one[1]))] == []


def _is_bounded(pattern: str) -> bool:
    """Whether what is repeated in a repeated group ends with something that the group cannot begin with."""
    return re.search(r"\((?:\?:)?[^()]*[+*]\)[+*]", pattern) is None


def test_t17_a_form_that_is_too_large_is_not_read(carrier: Carrier) -> None:
    answer = carrier.client.post(
        "/text/line", data={"Body": "x" * 300_000}, headers={"X-Twilio-Signature": "AAAA"}
    )
    assert answer.status_code == 413


# ---- T21: a job that is code


class Payload:
    """Unpickled, it makes a file."""

    def __init__(self, file: str) -> None:
        self.file = file

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return os.mkdir, (self.file,)


@pytest.mark.long
def test_t21_a_pickled_job_is_not_run_and_stops_nobody(ground: Ground) -> None:
    mark = ground.folder / "was-run"
    poison = pickle.dumps(Payload(str(mark)))
    with Redis.from_url(ground.redis.url) as redis:
        for queue in ("pump", "urgent", "default", "low"):
            for at, name in enumerate(("os.system", "broadcast.jobs.pump")):
                job = f"rq:job:evil-{queue}-{at}"
                redis.hset(job, mapping={"data": poison, "created_at": "2026-01-01T00:00:00.000000Z", "status": "queued",
                                         "origin": queue, "description": name, "timeout": "60"})  # fmt: skip
                redis.rpush(f"rq:queue:{queue}", job.removeprefix("rq:job:"))
            redis.sadd("rq:queues", f"rq:queue:{queue}")
    ground.up()
    alert = ground.alert(10, lives=([BUSY],))
    ground.verify(alert)
    assert not mark.exists()
