"""The acts of the story: two reports, an alert, sightings, a ring-back, and how it ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.console import Console
from sqlmodel import col, select

from db.broadcasts import (
    Attempt,
    AttemptState,
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Delivery,
    DeliveryState,
)
from demo.neighbours import (
    BADGE,
    BIN,
    DISPATCH,
    DUTY,
    DUTY_MOBILE,
    HOTLINE,
    OFFICER,
    POLICE_LINE,
    Neighbour,
)
from demo.stage import Stage
from demo.teller import Teller
from simulator.client import CallClient, NotHeard

LONGEST = 90.0  # seconds that any part of the story may take

REPORT = "Twee mannen klimmen over de muur achter Waterloostraat 46. Eén draagt een rode jas."
TEXT_REPORT = "Verdachte bestelwagen traag door de Dolfijnstraat, twee mannen kijken in alle tuinen"
ALERT = (
    "Inspecteur Verbeeck van politie Antwerpen. Melding van een bewoner: twee mannen proberen nu in te breken in de "
    "Waterloostraat. Eén draagt een rode jas. Blijf binnen, houd uw straat in het oog, en bel ons als u hen ziet."
)


@dataclass(frozen=True, slots=True)
class Told:
    """What the story leaves behind for the report: where in the log its parts begin, and how soon the first phone rang."""

    alert_from: int
    alert_until: int
    over_until: int
    first_ring: float


def _names(neighbours: Sequence[Neighbour]) -> dict[str, str]:
    ours = {HOTLINE: "the hotline", POLICE_LINE: "the police line", DUTY: "the duty phone", DUTY_MOBILE: "the second duty phone",
            OFFICER: "Inspecteur Verbeeck", DISPATCH: "dispatch"}  # fmt: skip
    return {
        number: neighbour.name for neighbour in reversed(neighbours) for number in neighbour.phones
    } | ours


def tell(console: Console, up: Stage, neighbours: Sequence[Neighbour], pin: str) -> Told:
    phones = {neighbour.name: neighbour.phones[0] for neighbour in neighbours}
    closely = [
        OFFICER,
        DUTY,
        DUTY_MOBILE,
        *(phones[name] for name in ("Jan Goossens", "Lieve Verhoeven", "Dirk Jacobs", "An Wouters")),
    ]
    with Teller(console, up.world, _names(neighbours), closely) as teller:
        teller.act("Three in the morning: a resident rings the hotline")
        _report_by_voice(up, phones["Jan Goossens"])
        teller.act("Another texts what she sees")
        _report_by_text(up, phones["Lieve Verhoeven"])
        teller.act("An officer rings the police line")
        officer, alert_from, first_ring = _alert(up, pin)
        teller.act("Everybody is called")
        _everybody(up, officer)
        alert_until = up.world.last() + 1
        teller.act("It is over")
        _over(up, officer)
        over_until = up.world.last() + 1
        teller.act("How it ended")
        _feedback(up, officer)
        time.sleep(0.5)  # the last lines of the log are told
    return Told(alert_from, alert_until, over_until, first_ring)


def _report_by_voice(up: Stage, resident: str) -> None:
    call = up.world.dial(resident, HOTLINE)
    call.hears("In gevaar?")
    call.hears("Iets melden")
    call.presses("1")
    call.hears("Waarover gaat het?")
    call.presses("1")
    call.hears("Gebeurt het nu")
    call.presses("1")
    call.hears("Bent u in gevaar?")
    call.presses("1")
    call.hears("na de toon")
    call.speaks(REPORT)
    call.presses("#")
    call.hears("heeft nummer")
    call.ended(LONGEST)
    up.world.wait_for("rang", LONGEST, number=DUTY)
    _heard(up, DUTY, "Waterloostraat 46")


def _report_by_text(up: Stage, resident: str) -> None:
    up.world.texts(resident, HOTLINE, TEXT_REPORT)
    up.world.wait_for("text", LONGEST, to=resident, contains="melding")
    _heard(up, DUTY, "Dolfijnstraat")


def _heard(up: Stage, number: str, words: str) -> None:
    up.world.wait_for("heard", LONGEST, number=number, contains=words)


def _alert(up: Stage, pin: str) -> tuple[CallClient, int, float]:
    officer = up.world.dial(OFFICER, POLICE_LINE)
    officer.hears("badgenummer")
    officer.presses(BADGE)
    officer.hears("pincode")
    officer.presses(pin)
    officer.hears("Er wachten 2 meldingen")
    officer.hears("Nieuw bericht")
    officer.presses("2")
    officer.hears("Dolfijnstraat")
    officer.hears("Volgende melding")
    officer.presses("1")
    officer.hears("Waterloostraat 46", timeout=LONGEST)
    officer.hears("Volgende melding")
    officer.presses("2")
    officer.hears(f"Bericht voor {BIN[1]}")
    officer.hears("Dringend")
    officer.presses("1")
    officer.hears("Zelf inspreken")
    officer.presses("1")
    officer.hears("Spreek na de toon")
    officer.speaks(ALERT)
    officer.presses("#")
    officer.hears("Dit is uw bericht", timeout=LONGEST)
    officer.hears("twee mannen proberen")
    officer.hears("Versturen: druk 1")
    before = up.world.last()
    officer.presses("1")
    officer.hears("Verstuurd")
    return officer, before, _first_ring(up, before)


def _first_ring(up: Stage, before: int) -> float:
    """Seconds from the officer's "1" on its way to our server until the first request for a call of the alert."""
    asked = up.world.wait_for("webhook", LONGEST, after=before, contains="")
    asked = next(entry for entry in up.world.events(before, kind="webhook") if "/confirm/" in entry["url"])
    ring = up.world.wait_for("create_call", LONGEST, after=asked["n"])
    return float(ring["at"] - asked["at"])


def _everybody(up: Stage, officer: CallClient) -> None:
    """The officer stays on the line and hears how far it is, until every delivery has come to its end."""
    up.world.wait_for("recorded", LONGEST, contains="station")
    _wait(lambda: _retried_and_rung_back(up), "the retries and the ring-back")
    officer.hears("De stand horen")
    officer.presses("1")
    officer.hears("Bereikt")
    officer.hears("De nieuwste waarneming", timeout=LONGEST)
    _wait(lambda: not _unfinished(up, BroadcastKind.ALERT), "the last delivery of the alert")


def _retried_and_rung_back(up: Stage) -> bool:
    back = [entry for entry in up.world.log(kind="dialled", to=HOTLINE) if entry["number"] != OFFICER]
    return len(back) > 1 and bool(up.world.log(kind="voicemail_heard"))


def _unfinished(up: Stage, kind: BroadcastKind) -> bool:
    """Whether anything of such a broadcast is due, or under way."""
    sent = select(Broadcast.id).where(
        Broadcast.kind == kind, col(Broadcast.state).in_([BroadcastState.CONFIRMED, BroadcastState.CLOSED])
    )
    due = select(Delivery.id).where(
        col(Delivery.broadcast_id).in_(sent),
        col(Delivery.call_due_at).is_not(None)
        | col(Delivery.text_due_at).is_not(None)
        | col(Delivery.state).in_([DeliveryState.PENDING, DeliveryState.TRYING]),
    )
    live = select(Attempt.id).where(
        col(Attempt.broadcast_id).in_(sent), col(Attempt.state) != AttemptState.ENDED
    )
    with up.database.reading() as session:
        return any(session.exec(asked.limit(1)).first() is not None for asked in (due, live))


def _over(up: Stage, officer: CallClient) -> None:
    officer.presses("2")
    officer.hears("afgesloten", timeout=LONGEST)
    _wait(lambda: not _unfinished(up, BroadcastKind.CORRECTION), "the last delivery of the end")


def _feedback(up: Stage, officer: CallClient) -> None:
    officer.hears("Nieuw bericht")
    officer.presses("4")
    officer.hears("feedback nodig")
    officer.hears("aangehouden: druk 1")
    officer.presses("1")
    officer.hears("De afloop is")
    officer.hears("Versturen: druk 1")
    officer.presses("1")
    officer.hears("Verstuurd")
    officer.hangs_up()
    _wait(lambda: not _unfinished(up, BroadcastKind.FEEDBACK), "the last delivery of the feedback")


def _wait(done: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + LONGEST
    while not done():
        if time.monotonic() > deadline:
            raise NotHeard(f"{what} did not come within {LONGEST:.0f} s")
        time.sleep(0.1)
