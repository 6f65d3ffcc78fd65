"""Calls and texts all the way: asked of a phone company, told by its webhooks, signed, and understood."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from carrier.carrier import CallState, PickedUpBy, Refused, TextState, Unreachable, Why
from carrier.signature import is_from_carrier
from carrier.twilio import TwilioCarrier
from carrier.words import call_event, machine_event, recording_event, text_event
from simulator.clock import Clock
from simulator.people import read_people
from simulator.server import serving
from simulator.world import Account, Company, Line

LINE = "+3215000001"
JAN, TANTE, MACHINE, LANDLINE = "+32450001111", "+32450002222", "+32450003333", "+3215000099"
PEOPLE: list[dict[str, Any]] = [
    {"number": JAN, "answers": [{"after": 1.0, "script": [{"speak": "Hallo, met Jan.", "seconds": 3.0}, {"hang_up": True}]}]},
    {"number": TANTE, "answers": [{"kind": "busy"}]},
    {"number": MACHINE, "answers": [{"kind": "voicemail", "after": 2.0, "greeting": 4.0}]},
    {"number": LANDLINE, "answers": [{"kind": "no_answer"}]},
]  # fmt: skip
SPEED = 40.0

T = TypeVar("T")


@dataclass
class Desk:
    """Our side of the line: says one document, and keeps every event that it could trust and understand."""

    token: str
    document: str
    base: str = ""
    heard: list[Any] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)
    refused: int = 0

    async def webhook(self, request: web.Request) -> web.Response:
        """Every webhook of ours."""
        form = await request.post()
        fields: dict[str, Sequence[str]] = {name: [str(each) for each in form.getall(name)] for name in form}
        if not is_from_carrier(
            tokens=("an older token", self.token),
            public_base_url=self.base,
            raw_target=request.raw_path,
            form=fields,
            signature=request.headers.get("X-Twilio-Signature"),
        ):
            self.refused += 1
            raise web.HTTPForbidden
        read = {
            "call": call_event,
            "text": text_event,
            "machine": machine_event,
            "recording": recording_event,
        }
        what = request.match_info["what"]
        async with self.news:
            if what in read:
                self.heard.append(read[what]({name: values[0] for name, values in fields.items()}))
            else:
                self.said.append(request.path)
            self.news.notify_all()
        if what in read:
            return web.Response(status=204)
        return web.Response(text=self.document.replace("BASE", self.base), content_type="text/xml")

    async def hears(self, wanted: Callable[[Any], bool]) -> Any:
        """The first event like this; waits for it."""
        await self.waits(lambda: any(wanted(event) for event in self.heard))
        return next(event for event in self.heard if wanted(event))

    async def waits(self, until: Callable[[], bool]) -> None:
        """Until something came in that makes it so."""
        async with asyncio.timeout(10), self.news:
            await self.news.wait_for(until)

    def states(self) -> list[Any]:
        """The states in the order in which they were told."""
        return [event.state for event in self.heard if event is not None and hasattr(event, "state")]


@asynccontextmanager
async def _town(document: str) -> AsyncIterator[tuple[Desk, TwilioCarrier, Company]]:
    company = Company(Account(keys={"SK1": "secret"}), Clock(SPEED))
    company.lines[LINE] = Line(
        LINE, voice_url="https://lijn.example.org/voice", sms_url="https://lijn.example.org/sms"
    )
    company.people = read_people(PEOPLE)
    desk = Desk(company.account.token, document)
    ours = web.Application()
    ours.router.add_post("/{what}/{more:.*}", desk.webhook)
    async with TestServer(ours) as here, serving(company) as there:
        desk.base = str(here.make_url("")).rstrip("/")
        carrier = TwilioCarrier(
            account_sid=company.account.sid,
            api_key="SK1",
            api_secret="secret",
            base_url=there,
            total_seconds=2.0,
        )
        try:
            yield desk, carrier, company
        finally:
            await carrier.close()


def in_town(
    story: Callable[[Desk, TwilioCarrier, Company], Awaitable[T]],
    document: str = "<Response><Say>Hallo</Say><Pause length='5'/></Response>",
) -> T:
    async def main() -> T:
        async with _town(document) as (desk, carrier, company):
            told = await story(desk, carrier, company)
            assert 0 == desk.refused
            return told

    return asyncio.run(main())


async def ring(desk: Desk, carrier: TwilioCarrier, to: str, machine: bool = False) -> str:
    placed = await carrier.call(
        to=to,
        sender=LINE,
        url=f"{desk.base}/voice/t",
        status_url=f"{desk.base}/call/t",
        ring_seconds=20,
        limit_seconds=120,
        machine_url=f"{desk.base}/machine/t" if machine else None,
    )
    return placed.id


async def write(desk: Desk, carrier: TwilioCarrier, to: str) -> str:
    placed = await carrier.text(
        to=to, sender=LINE, body="Opgelet: één inbraak", status_url=f"{desk.base}/text/t", valid_seconds=600
    )
    return placed.id


def test_a_call_is_placed_answered_and_over() -> None:
    async def story(desk: Desk, carrier: TwilioCarrier, _: Company) -> tuple[str, list[Any], Any]:
        call_id = await ring(desk, carrier, JAN)
        end = await desk.hears(lambda event: event.state is CallState.COMPLETED)
        return call_id, desk.states(), end

    call_id, states, end = in_town(story)
    assert [CallState.QUEUED, CallState.RINGING, CallState.ANSWERED, CallState.COMPLETED] == states
    assert end.id == call_id


@pytest.mark.parametrize(("to", "expected"), [(TANTE, CallState.BUSY), (LANDLINE, CallState.NO_ANSWER)])
def test_a_call_that_nobody_takes_says_how_it_ended(to: str, expected: CallState) -> None:
    async def story(desk: Desk, carrier: TwilioCarrier, _: Company) -> Any:
        await ring(desk, carrier, to)
        return await desk.hears(lambda event: event.state not in {CallState.QUEUED, CallState.RINGING})

    assert expected == in_town(story).state


def test_a_voicemail_is_told_after_its_beep_and_the_call_goes_on_elsewhere() -> None:
    async def story(desk: Desk, carrier: TwilioCarrier, _: Company) -> tuple[Any, str]:
        call_id = await ring(desk, carrier, MACHINE, machine=True)
        verdict = await desk.hears(
            lambda event: hasattr(event, "picked_up_by") and not hasattr(event, "state")
        )
        await carrier.redirect(call_id, f"{desk.base}/voice/after_beep")
        await desk.waits(lambda: "/voice/after_beep" in desk.said)
        await carrier.hang_up(call_id)
        await desk.hears(lambda event: getattr(event, "state", None) is CallState.COMPLETED)
        return verdict, call_id

    verdict, call_id = in_town(story, "<Response><Say>Hallo</Say><Pause length='60'/></Response>")
    assert (verdict.call_id, verdict.picked_up_by) == (call_id, PickedUpBy.MACHINE)


def test_a_call_that_still_rings_is_cancelled_and_cannot_be_changed_after() -> None:
    async def story(desk: Desk, carrier: TwilioCarrier, _: Company) -> tuple[Any, Refused]:
        call_id = await ring(desk, carrier, LANDLINE)
        await carrier.hang_up(call_id)
        end = await desk.hears(lambda event: event.state not in {CallState.QUEUED, CallState.RINGING})
        with pytest.raises(Refused) as gone:
            await carrier.redirect(call_id, f"{desk.base}/voice/t")
        return end, gone.value

    end, gone = in_town(story)
    assert (CallState.CANCELLED, Why.GONE) == (end.state, gone.why)


def test_what_was_spoken_is_fetched_and_deleted() -> None:
    async def story(
        desk: Desk, carrier: TwilioCarrier, _: Company
    ) -> tuple[list[str], str, bytes | None, Any]:
        call_id = await ring(desk, carrier, JAN)
        done = await desk.hears(lambda event: hasattr(event, "call_id"))
        listed = list(await carrier.recordings_of(call_id))
        sound = await carrier.recording(done.id)
        await carrier.delete_recording(done.id)
        await carrier.delete_recording(done.id)
        return listed, done.id, sound, await carrier.recording(done.id)

    document = "<Response><Record action='BASE/voice/kept' recordingStatusCallback='BASE/recording/t' timeout='2'/></Response>"
    listed, id_, sound, after = in_town(story, document)
    assert listed == [id_]
    assert sound is not None
    assert sound.startswith(b"RIFF")
    assert after is None


def test_a_text_is_sent_and_arrives() -> None:
    async def story(desk: Desk, carrier: TwilioCarrier, _: Company) -> tuple[str, Any, Any]:
        text_id = await write(desk, carrier, JAN)
        end = await desk.hears(lambda event: event.state is TextState.DELIVERED)
        return text_id, end, await carrier.texts_to(JAN)

    text_id, end, listed = in_town(story)
    assert end.id == text_id
    assert [(seen.id, seen.to, seen.body, seen.state) for seen in listed] == [
        (text_id, JAN, "Opgelet: één inbraak", TextState.DELIVERED)
    ]


def test_a_landline_gets_no_texts() -> None:
    async def story(desk: Desk, carrier: TwilioCarrier, _: Company) -> Refused:
        with pytest.raises(Refused) as refused:
            await write(desk, carrier, LANDLINE)
        return refused.value

    assert Why.NO_TEXTS == in_town(story).why


@pytest.mark.parametrize(
    ("fault", "accepted", "listed"),
    [
        ("too_many_requests", False, 0),
        ("unavailable", None, 0),
        ("hang_after_accepting", None, 1),
        ("error_after_accepting", None, 1),
        ("reset_after_accepting", None, 1),
    ],
)
def test_after_a_lost_answer_the_list_tells_whether_there_is_a_call(
    fault: str, accepted: bool | None, listed: int
) -> None:
    async def story(desk: Desk, carrier: TwilioCarrier, company: Company) -> tuple[Unreachable, int]:
        company.faults.put([{"name": fault, "next": 1, "seconds": 4.0}])
        with pytest.raises(Unreachable) as lost:
            await ring(desk, carrier, LANDLINE)
        return lost.value, len(await carrier.calls_to(LANDLINE))

    lost, calls = in_town(story)
    assert (accepted, listed) == (lost.accepted, calls)


def test_our_lines_are_read_back() -> None:
    async def story(desk: Desk, carrier: TwilioCarrier, _: Company) -> list[tuple[str, str, str]]:
        return [(line.number, line.voice_url, line.text_url) for line in await carrier.lines()]

    assert [(LINE, "https://lijn.example.org/voice", "https://lijn.example.org/sms")] == in_town(story)
