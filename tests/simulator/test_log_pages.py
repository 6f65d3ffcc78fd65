"""The log as lines, as pages, and as what each phone went through."""

import json
import re
import urllib.error
import urllib.request
from html.parser import HTMLParser
from typing import Any

import pytest
from twilio.rest import Client

from simulator.client import SimulatorClient

LINE = "+3232020202"
AN = "+32470000001"
BEA = "+32470000002"
NASTY = "<script>alert('x')</script> & \"jij\""


def get(world: SimulatorClient, path: str) -> tuple[int, str, Any]:
    try:
        with urllib.request.urlopen(world.base_url + path, timeout=10) as response:
            return response.status, response.read().decode(), response.headers
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.read().decode(), answer.headers


class Outline(HTMLParser):
    """The elements of a page, and whether each that is opened is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.seen if name == tag]


@pytest.fixture
def told(world: SimulatorClient, app: Any, twilio: Client) -> tuple[str, str]:
    """A call and a text to An, whose name for things is nasty; and Bea rang too."""
    world.people([{"number": AN, "answers": [{"script": [{"press": "1"}]}]}, {"number": BEA}])
    inside = "&lt;b&gt;Bericht&lt;/b&gt; druk 1"
    app.on("/alert", f'<Gather numDigits="1" action="/key"><Say>{inside}</Say></Gather>')
    app.on("/key", "<Hangup/>")
    app.on("/voice", "<Say>Dag Bea.</Say>")
    call = twilio.calls.create(to=AN, from_=LINE, url=app.url + "/alert")
    text = twilio.messages.create(to=AN, from_=LINE, body=NASTY)
    world.dial(BEA, LINE, script=[]).ended()
    world.wait_for("call_status", event="completed", call=call.sid)
    world.wait_for("text_status", status="delivered", message=text.sid)
    return call.sid, text.sid


def test_the_first_page_has_every_call_and_text(world: SimulatorClient, told: tuple[str, str]) -> None:
    status, page, headers = get(world, "/")
    assert (200, "text/html; charset=utf-8") == (status, headers["Content-Type"])
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    links = [each["href"] for each in Outline(page).all("a")]
    assert {f"/calls/{told[0]}", f"/texts/{told[1]}"} < set(links)
    assert "Calls (2)" in page
    assert "Texts (1)" in page


def test_one_number_can_be_looked_for(world: SimulatorClient, told: tuple[str, str]) -> None:
    _, page, _ = get(world, "/?number=%2B32470000002")
    assert "Calls (1)" in page
    assert "Texts (0)" in page
    assert AN not in page
    _, page, _ = get(world, "/?number=0000001")
    assert "Calls (1)" in page


def test_a_page_of_a_call_tells_everything_in_order(world: SimulatorClient, told: tuple[str, str]) -> None:
    _, page, _ = get(world, f"/calls/{told[0]}")
    assert [] == Outline(page).open
    plain = re.sub(r"<[^>]+>", " ", page)
    for words in (
        "POST /alert: 200 in",
        "Signature:",
        "CallSid",
        "druk 1",
        "FinishedOnKey",
        "POST /key: 200 in",
    ):
        assert words in plain
    assert page.index("POST /alert") < page.index("POST /key")
    assert "&lt;Gather numDigits=&quot;1&quot; action=&quot;/key&quot;&gt;" in page


def test_what_people_say_and_write_is_never_part_of_the_page(
    world: SimulatorClient, told: tuple[str, str]
) -> None:
    for path in ("/", f"/texts/{told[1]}", f"/calls/{told[0]}", "/?number=%22%3E%3Cscript%3E"):
        _, page, _ = get(world, path)
        outline = Outline(page)
        assert [] == outline.all("script")
        assert [] == outline.all("b")
        assert all(not name.startswith("on") for _, attributes in outline.seen for name in attributes)


def test_a_page_can_be_read_without_seeing_it(world: SimulatorClient, told: tuple[str, str]) -> None:
    for path in ("/", f"/calls/{told[0]}"):
        outline = Outline(get(world, path)[1])
        assert ["en"] == [each["lang"] for each in outline.all("html")]
        assert 1 == len(outline.all("h1"))
        assert 1 == len(outline.all("main"))
        assert len(outline.all("table")) == len(outline.all("caption"))
        assert all(each.get("scope") for each in outline.all("th"))
        named = {each["for"] for each in outline.all("label")}
        assert all(each["id"] in named for each in outline.all("input"))


def test_pages_need_nothing_from_elsewhere(world: SimulatorClient, told: tuple[str, str]) -> None:
    _, page, _ = get(world, f"/calls/{told[0]}")
    linked = [each["href"] for each in (*Outline(page).all("a"), *Outline(page).all("link"))]
    assert all(str(link).startswith("/") for link in linked)
    assert 200 == get(world, "/sim/style.css")[0]


def test_a_page_that_is_not_there_says_so(world: SimulatorClient) -> None:
    status, page, _ = get(world, "/calls/CAnothing")
    assert (404, True) == (status, "no such call" in page)


def test_the_log_is_there_as_lines(world: SimulatorClient, told: tuple[str, str]) -> None:
    _, lines, headers = get(world, f"/sim/log.jsonl?call={told[0]}")
    entries = [json.loads(line) for line in lines.splitlines()]
    assert "application/jsonl" in headers["Content-Type"]
    assert world.log(call=told[0]) == entries
    [asked] = [each for each in entries if each["kind"] == "webhook" and each["url"].endswith("/alert")]
    [answer] = [each for each in entries if each.get("webhook") == asked["n"]]
    assert asked["headers"]["X-Twilio-Signature"]
    assert f"CallSid={told[0]}" in asked["body"]
    assert (200, True) == (answer["status"], "<Gather" in answer["body"])
    assert answer["ms"] > 0


def test_each_phone_has_its_history(world: SimulatorClient, told: tuple[str, str]) -> None:
    seen = world.history(AN)
    assert ([LINE], ["1"]) == ([each["from"] for each in seen["rung"]], seen["pressed"])
    assert (["<b>Bericht</b> druk 1"], [NASTY]) == (seen["heard"], seen["texts_got"])
    assert [told[0]] == seen["answered"]
    counted = world.phones()
    assert {AN, BEA} == set(counted)
    assert (1, 1, 1) == (counted[AN]["rung"], counted[AN]["heard"], counted[AN]["texts_got"])
    assert (0, 1, 1) == (counted[BEA]["rung"], counted[BEA]["dialled"], counted[BEA]["heard"])
