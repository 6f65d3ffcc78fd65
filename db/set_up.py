"""Setting up an installation: zones, lines, networks, duty phones, officers. What is wrong is said in a sentence, and
everything that is done is written down."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time

from sqlmodel import Session, col, select

from carrier.carrier import AccountName, Language
from carrier.phone import BELGIUM, NotAPhone, Phone, PhoneKind, WhyNot
from db.audit import write_down
from db.people import DutyPhone, Line, LineUse, Mandate, Network, NetworkKind, Officer, Wants, Zone
from db.pins import forget_tries

WHY_NOT: Mapping[WhyNot, str] = {
    WhyNot.EMPTY: "is empty",
    WhyNot.WITHHELD: "is the word for a withheld number, not a number",
    WhyNot.NOT_A_NUMBER: "is no phone number",
    WhyNot.TOO_SHORT: "has too few digits",
    WhyNot.TOO_LONG: "has too many digits (one number in each column)",
    WhyNot.EMERGENCY: "is an emergency number",
    WhyNot.SHORT_CODE: "is a short number, not a person's",
    WhyNot.PREMIUM: "is a premium-rate number",
    WhyNot.SHARED_COST: "is a shared-cost number",
    WhyNot.COMPANY: "is a company's number (078), not a person's",
    WhyNot.TOLL_FREE: "is a toll-free number, not a person's",
    WhyNot.VOICEMAIL: "is a voicemail's number",
    WhyNot.SATELLITE: "is a satellite phone",
    WhyNot.NOT_A_PERSONS: "is no person's phone",
    WhyNot.NOT_ALLOWED_COUNTRY: "is a number of a country that COUNTRIES does not allow",
}
"""What is wrong with a number, after the number itself."""

CLI = "cli"
LONGEST_NAME = 40  # the texts to members are measured with such a name
_FOUR, _FIVE = re.compile(r"\d{4}", re.ASCII), re.compile(r"\d{5}", re.ASCII)


class CannotSetUp(ValueError):
    """What was asked cannot be done; the message says why, and what to do."""


def read_number(text: str, countries: frozenset[str] = BELGIUM) -> Phone:
    """The number that somebody typed; raises `CannotSetUp`."""
    try:
        return Phone.parse(text, countries=countries)
    except NotAPhone as no:
        raise CannotSetUp(f"“{text.strip()}” {WHY_NOT[no.why]}") from None


# ---- zones and their lines


def add_zone(
    session: Session,
    *,
    name: str,
    now: datetime,
    language: Language = Language.NL,
    dispatch_number: str | None = None,
    who: str = CLI,
) -> Zone:
    """A police zone; `dispatch_number` is where key 0 leads."""
    name = read_name(name)
    if session.exec(select(Zone.id).where(Zone.name == name)).first() is not None:
        raise CannotSetUp(f"there is a zone {name} already")
    dispatch = read_number(dispatch_number).e164 if dispatch_number else None
    zone = Zone(name=name, language=language, dispatch_number=dispatch)
    session.add(zone)
    session.flush()
    write_down(session, now, who, "zone added", zone=zone.id)
    return zone


def the_zone(session: Session, name: str | None = None) -> Zone:
    """The zone of that name; without a name the only one there is. Raises `CannotSetUp`."""
    zones = session.exec(select(Zone).order_by(Zone.name)).all()
    found = [zone for zone in zones if name is None or zone.name.casefold() == name.strip().casefold()]
    if len(found) == 1:
        return found[0]
    if not zones:
        raise CannotSetUp("there is no zone yet; make one with: buurtlijn zone add NAME")
    names = ", ".join(zone.name for zone in zones)
    if name is None:
        raise CannotSetUp(f"say which zone, with --zone: {names}")
    raise CannotSetUp(f"there is no zone {name}; there are: {names}")


def add_line(
    session: Session,
    zone: Zone,
    *,
    number: str,
    use: LineUse,
    now: datetime,
    shown: bool | None = None,
    account: AccountName = AccountName.MAIN,
    who: str = CLI,
) -> Line:
    """One of the zone's own numbers, at one of our accounts. `shown` on that account's alert calls is one hotline: the
    first one, unless said."""
    e164 = read_number(number).e164
    if session.exec(select(Line.id).where(Line.number == e164)).first() is not None:
        raise CannotSetUp(f"{e164} is a line already")
    if shown and use != LineUse.HOTLINE:
        raise CannotSetUp("only a hotline can be shown on alert calls: who rings back must hear the alert")
    beside = (Line.zone_id == zone.id, Line.account == account)
    texts = select(Line.number).where(*beside, Line.use == LineUse.TEXT_LINE)
    if use == LineUse.TEXT_LINE and (has := session.exec(texts).first()):
        raise CannotSetUp(f"texts come and go by {has} already; first: buurtlijn line remove {has}")
    others = session.exec(select(Line).where(*beside, col(Line.shown))).all()
    line = Line(zone_id=_id(zone), number=e164, use=use, account=account)
    line.shown = shown if shown is not None else use == LineUse.HOTLINE and not others
    for other in others if line.shown else ():
        other.shown = False
    session.add(line)
    session.flush()
    write_down(session, now, who, "line added", zone=zone.id, line=line.id, use=use)
    return line


# ---- networks


def add_network(
    session: Session,
    zone: Zone,
    *,
    code: str,
    name: str,
    now: datetime,
    kind: NetworkKind = NetworkKind.RESIDENTS,
    who: str = CLI,
) -> Network:
    """A BIN (residents) or BIN-Z (self-employed) with a code of 4 digits."""
    if not _FOUR.fullmatch(code):
        raise CannotSetUp(f"“{code}” is no code of a network: it has 4 digits, such as 2018")
    if session.exec(select(Network.id).where(Network.code == code)).first() is not None:
        raise CannotSetUp(f"there is a network {code} already")
    network = Network(zone_id=_id(zone), code=code, name=read_name(name), kind=kind)
    session.add(network)
    session.flush()
    write_down(session, now, who, "network added", zone=zone.id, network=network.id, code=code)
    return network


# ---- duty phones


def add_duty_phone(
    session: Session,
    zone: Zone,
    *,
    number: str,
    now: datetime,
    wants: Wants = Wants.BOTH,
    language: Language | None = None,
    since: time | None = None,
    until: time | None = None,
    who: str = CLI,
) -> DutyPhone:
    """The next phone of the zone that is rung for a report; within its hours, or all day."""
    phone = read_number(number)
    if phone.kind == PhoneKind.LANDLINE and wants == Wants.TEXTS:
        raise CannotSetUp("a landline gets no texts: choose calls")
    if (since is None) != (until is None):
        raise CannotSetUp("hours need a beginning and an end, such as 08:00-18:00")
    phones = duty_phones(session, zone)
    if any(other.number == phone.e164 for other in phones):
        raise CannotSetUp("that phone is a duty phone of the zone already")
    duty = DutyPhone(
        zone_id=_id(zone),
        position=len(phones) + 1,
        number=phone.e164,
        number_hash=phone.e164,
        kind=phone.kind,
        wants=wants,
        language=language or zone.language,
        since=since,
        until=until,
    )
    session.add(duty)
    session.flush()
    write_down(session, now, who, "duty phone added", zone=zone.id, duty_phone=duty.id)
    return duty


def duty_phones(session: Session, zone: Zone) -> Sequence[DutyPhone]:
    """The zone's duty phones, in order."""
    return session.exec(
        select(DutyPhone).where(DutyPhone.zone_id == zone.id).order_by(col(DutyPhone.position))
    ).all()


def remove_duty_phone(session: Session, zone: Zone, *, position: int, now: datetime, who: str = CLI) -> None:
    """Takes the phone at that place (1 is the first) out; the others move up."""
    phones = list(duty_phones(session, zone))
    if not 1 <= position <= len(phones):
        raise CannotSetUp(f"there is no duty phone {position}; see: buurtlijn duty list")
    gone = phones.pop(position - 1)
    session.delete(gone)
    for place, phone in enumerate(phones, start=1):
        phone.position = place
    write_down(session, now, who, "duty phone removed", zone=zone.id, duty_phone=gone.id)


# ---- officers


def add_officer(
    session: Session,
    zone: Zone,
    *,
    badge: str,
    name: str,
    pin_hash: str,
    now: datetime,
    number: str | None = None,
    language: Language | None = None,
    networks: Sequence[str] = (),
    who: str = CLI,
) -> Officer:
    """An officer who sends to the whole zone, or to the `networks` (codes) alone. `pin_hash` from `pins.hash_pin`."""
    if not _FIVE.fullmatch(badge):
        raise CannotSetUp(f"“{badge}” is no badge: it has 5 digits, such as 10023")
    if session.exec(select(Officer.id).where(Officer.badge == badge)).first() is not None:
        raise CannotSetUp(f"badge {badge} is, or was, somebody's already; a badge is not given twice")
    officer = Officer(
        zone_id=_id(zone),
        badge=badge,
        name=read_name(name),
        number=read_number(number).e164 if number else None,
        language=language or zone.language,
        pin_hash=pin_hash,
        whole_zone=not networks,
    )
    session.add(officer)
    session.flush()
    for code in dict.fromkeys(networks):
        session.add(Mandate(officer_id=_id(officer), network_id=_network(session, zone, code)))
    write_down(session, now, who, "officer added", zone=zone.id, officer=officer.id)
    return officer


def set_pin(session: Session, *, badge: str, pin_hash: str, now: datetime, who: str = CLI) -> Officer:
    """Another PIN for an officer; failures with the old one are forgotten."""
    officer = _serving(session, badge)
    officer.pin_hash = pin_hash
    forget_tries(session, badge)
    write_down(session, now, who, "pin reset", officer=officer.id)
    return officer


def remove_officer(session: Session, *, badge: str, now: datetime, who: str = CLI) -> Officer:
    """From now on badge and PIN open nothing. The row stays: broadcasts name it."""
    officer = _serving(session, badge)
    officer.revoked_at = now
    write_down(session, now, who, "officer removed", officer=officer.id)
    return officer


def _serving(session: Session, badge: str) -> Officer:
    officer = session.exec(select(Officer).where(Officer.badge == badge)).one_or_none()
    if officer is None:
        raise CannotSetUp(f"there is no officer with badge {badge}; see: buurtlijn officer list")
    if officer.revoked_at is not None:
        raise CannotSetUp(f"the officer with badge {badge} was removed")
    return officer


def _network(session: Session, zone: Zone, code: str) -> int:
    found = session.exec(
        select(Network.id).where(Network.zone_id == zone.id, Network.code == code)
    ).one_or_none()
    if found is None:
        raise CannotSetUp(f"zone {zone.name} has no network {code}; see: buurtlijn network list")
    return found


def _id(row: Zone | Officer) -> int:
    if row.id is None:
        raise CannotSetUp("this is not kept yet")
    return row.id


def read_name(text: str) -> str:
    """The name that somebody typed; raises `CannotSetUp`."""
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise CannotSetUp(f"a name has 1 to {LONGEST_NAME} letters that can be read: it is said, and texted")
    return name
