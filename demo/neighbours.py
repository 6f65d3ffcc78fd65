"""Who lives in the demo: the zone, its two networks, the members of `members.csv`, and how each behaves on the phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from db.member_import import import_members
from db.member_list import MemberList, read_members
from db.people import LineUse, Member, Membership, MembershipState, Network, NetworkKind, Phone, Wants
from db.pins import hash_pin
from db.session import Database
from db.set_up import add_duty_phone, add_line, add_network, add_officer, add_zone

HOTLINE = "+3215001001"
POLICE_LINE = "+3215001002"
DISPATCH = "+3215001003"
DUTY = "+3215002001"
DUTY_MOBILE = "+32450002002"
OFFICER = "+32450003001"
BADGE = "10023"
BIN = ("2018", "BIN Zurenborg")
BIN_Z = ("2060", "BIN-Z Dageraadplaats")

Script = list[dict[str, Any]]

_CONFIRM: Script = [{"press": "1"}]
_PERSON = {"kind": "person", "after": 4.0, "script": _CONFIRM}

# Most just confirm; of the others, each kind is there at least once.
_SEEN = "Ze lopen nu in de Waterloostraat, richting station."
_BEHAVIOUR: dict[str, dict[str, Any]] = {
    "Jürgen Schmitz": {"answers": [{"kind": "voicemail", "after": 12.0, "greeting": 6.0}]},
    "Philippe Martin": {"answers": [{"kind": "busy"}, _PERSON]},
    "Els Van den Broeck": {"answers": [{"kind": "no_answer"}]},  # her second phone is picked up
    "James Walker": {"answers": [{"kind": "person", "after": 20.0, "script": [{"press": "2"}, {"press": "1"}]}]},
    "Luc Janssens": {"texts": [{"contains": "dringend", "reply": "OK", "after": 30.0}]},
    "An Wouters": {"answers": [{"kind": "person", "after": 15.0, "script": [{"press": "3"}, {"speak": _SEEN}, {"press": "#"}]}]},
    "Greet Maes": {"texts": [{"contains": "dringend", "reply": "Twee mannen met rugzak, Cogels-Osylei", "after": 40.0}], "answers": [_PERSON]},
    "Dirk Jacobs": {"answers": [{"kind": "no_answer"}], "rings_back_after": 20.0, "ring_back": _CONFIRM},
    "Hilde Vermeulen": {"answers": [{"kind": "person", "after": 5.0, "script": [{"hears": "dringend", "hang_up": True}]}, _PERSON]},
    "Ingrid Bogaerts": {"answers": [{"kind": "person", "after": 18.0}]},  # listens, presses nothing
    "Chantal Laurent": {"answers": [{"kind": "voicemail", "after": 15.0, "greeting": 9.0}]},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A member as the demo knows them."""

    name: str
    phones: tuple[str, ...]
    wants: Wants
    networks: tuple[str, ...]
    eligible: bool


def settle(database: Database, pin: str, now: datetime) -> list[Neighbour]:
    """Put the zone, its networks, its officer and all members in."""
    pin_hash = hash_pin(pin)
    with database.writing() as session:
        zone = add_zone(session, name="Antwerpen", now=now, dispatch_number=DISPATCH)
        add_line(session, zone, number=HOTLINE, use=LineUse.HOTLINE, now=now, shown=True)
        add_line(session, zone, number=POLICE_LINE, use=LineUse.POLICE_LINE, now=now)
        for (code, name), kind in ((BIN, NetworkKind.RESIDENTS), (BIN_Z, NetworkKind.SELF_EMPLOYED)):
            add_network(session, zone, code=code, name=name, kind=kind, now=now)
        add_duty_phone(session, zone, number=DUTY, now=now, wants=Wants.CALLS)
        add_duty_phone(session, zone, number=DUTY_MOBILE, now=now)
        add_officer(
            session, zone, badge=BADGE, name="Inspecteur Verbeeck", pin_hash=pin_hash, number=OFFICER, now=now
        )
        import_members(session, member_list(), now=now)
        _pause(session, "Sofie Goossens")
    return neighbours(database)


def member_list() -> MemberList:
    """The list as a coordinator hands it in."""
    return read_members((Path(__file__).parent / "members.csv").read_bytes(), {BIN[0], BIN_Z[0]})


def _pause(session: Session, name: str) -> None:
    """One of them is on holiday: not alerted, and not left out either."""
    for member in session.exec(select(Member)):
        if member.name == name:
            for membership in session.exec(select(Membership).where(Membership.member_id == member.id)):
                membership.state = MembershipState.PAUSED


def neighbours(database: Database) -> list[Neighbour]:
    """All members, as they were put in."""
    with database.reading() as session:
        phones: dict[int, list[Phone]] = {}
        for phone in session.exec(select(Phone).order_by(Phone.position)):  # type: ignore[arg-type]
            phones.setdefault(phone.member_id, []).append(phone)
        joined: dict[int, list[tuple[str, MembershipState]]] = {}
        for membership, network in session.exec(
            select(Membership, Network).join(Network, Network.id == Membership.network_id)  # type: ignore[arg-type]
        ):
            joined.setdefault(membership.member_id, []).append((network.code, membership.state))
        return [
            Neighbour(
                member.name,
                tuple(phone.number for phone in phones[member.id or 0]),
                phones[member.id or 0][0].wants,
                tuple(code for code, _ in joined[member.id or 0]),
                any(state is MembershipState.ACTIVE for _, state in joined[member.id or 0]),
            )
            for member in session.exec(select(Member))
        ]


def people(all_of_them: list[Neighbour]) -> list[dict[str, Any]]:
    """The members as people at their phones. One who shares a phone behaves as the first of the house."""
    found: dict[str, dict[str, Any]] = {}
    for at, neighbour in enumerate(all_of_them):
        for position, number in enumerate(neighbour.phones):
            behaviour = _BEHAVIOUR.get(neighbour.name, {}) if position == 0 else {}
            after = 3.0 + (at * 7) % 12  # some walk slowly
            answers = [{"kind": "person", "after": after, "script": _CONFIRM}]
            found.setdefault(
                number, {"number": number, "name": neighbour.name, "answers": answers} | behaviour
            )
    return [*found.values(), *_police()]


def _police() -> list[dict[str, Any]]:
    takes: Script = [{"press": "1"}, {"hears": "aangenomen", "hang_up": True}]
    return [
        {
            "number": DUTY,
            "name": "Wachtdienst",
            "answers": [{"kind": "person", "after": 3.0, "script": takes}],
        },
        {
            "number": DUTY_MOBILE,
            "name": "Wachtdienst (gsm)",
            "answers": [{"kind": "person", "after": 6.0, "script": takes}],
        },
        {"number": OFFICER, "name": "Inspecteur Verbeeck", "answers": [{"kind": "no_answer"}]},
        {"number": DISPATCH, "name": "Dispatching", "answers": [{"kind": "person", "after": 2.0}]},
    ]
