"""The first page: the calls and the texts, newest first, of everybody or of one number."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlencode

from simulator.page.html import Html, join, page, table, tag
from simulator.world import Call, Company, Text

T = TypeVar("T", Call, Text)

MOST = 200


def overview(company: Company, number: str, skip: int) -> str:
    """All calls and texts; with a number only those whose numbers have it in them."""
    calls = _of(company.calls.values(), number)
    texts = _of(company.texts.values(), number)
    return page(
        f"Calls and texts of {number}" if number else "Calls and texts",
        _facts(company),
        _filter(number),
        _calls(calls[skip : skip + MOST], len(calls)),
        _texts(texts[skip : skip + MOST], len(texts)),
        _older(number, skip, max(len(calls), len(texts))),
    )


def _of(found: Iterable[T], number: str) -> list[T]:
    """Those with this in one of their numbers, the newest first."""
    wanted = number.replace(" ", "")
    return [each for each in found if wanted in each.from_ or wanted in each.to][::-1]


def _facts(company: Company) -> Html:
    clock = company.clock
    pace = "moved by hand" if clock.by_hand else f"{clock.speed:g} times as fast as the wall's"
    lines = ", ".join(company.lines) or "none"
    return tag(
        "p",
        f"Account {company.account.sid}. Lines: {lines}. People: {len(company.people)}. "
        f"Clock: {clock.now():.1f} s, {pace}. Live calls: {len(company.live)}.",
    )


def _filter(number: str) -> Html:
    box = tag("input", id="number", name="number", value=number, inputmode="tel", autocomplete="off")
    return tag(
        "form",
        tag("label", "Number, or a part of it", for_="number"),
        " ",
        box,
        " ",
        tag("button", "Show"),
        join(" ", tag("a", "Everybody", href="/")) if number else None,
        method="get",
        action="/",
        role="search",
    )


def _calls(calls: Sequence[Call], many: int) -> Html:
    rows = [
        [
            tag("a", _hour(call.created), href=f"/calls/{call.sid}"),
            call.direction,
            call.from_,
            call.to,
            _status(call.status),
            "" if call.duration is None else f"{call.duration} s",
            call.answered_by or "",
        ]
        for call in calls
    ]
    heads = ["Asked at", "Direction", "From", "To", "Status", "Lasted", "Answered by"]
    return table(f"Calls ({many})", heads, rows)


def _texts(texts: Sequence[Text], many: int) -> Html:
    rows = [
        [
            tag("a", _hour(text.created), href=f"/texts/{text.sid}"),
            text.direction,
            text.from_,
            text.to,
            _status(text.status),
            text.body,
        ]
        for text in texts
    ]
    return table(f"Texts ({many})", ["Asked at", "Direction", "From", "To", "Status", "Words"], rows)


def _status(status: str) -> Html:
    return tag("span", status, class_=f"status {status}")


def _hour(moment: datetime) -> str:
    return f"{moment:%H:%M:%S}"


def _older(number: str, skip: int, many: int) -> Html:
    if many <= skip + MOST:
        return join()
    query = urlencode({"number": number, "skip": skip + MOST})
    return tag("p", tag("a", f"Older ones ({many - skip - MOST} more)", href=f"/?{query}"))
