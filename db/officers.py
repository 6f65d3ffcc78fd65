"""Officers and what they lead: who may approve, whom a notice goes to, which networks lie beside each other."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, delete, select

from db.audit import write_down
from db.broadcasts import BroadcastNetwork
from db.people import Mandate, Membership, MembershipState, Neighbour, Network, Officer, Role, Zone
from db.pins import may_send_to
from db.set_up import CLI, CannotSetUp
from db.unreadable import openable

_FOUR = re.compile(r"\d{4}", re.ASCII)


def networks_to(session: Session, broadcast_id: int) -> list[int]:
    """The networks to which a broadcast goes."""
    asked = select(BroadcastNetwork.network_id).where(BroadcastNetwork.broadcast_id == broadcast_id)
    return list(session.exec(asked.order_by(col(BroadcastNetwork.network_id))))


def may_send_to_all(session: Session, officer_id: int, networks: Collection[int]) -> bool:
    """Whether this officer may send to each of these networks now."""
    return bool(networks) and set(networks) <= {network.id for network in may_send_to(session, officer_id)}


def mandataries_of(session: Session, networks: Collection[int]) -> list[Officer]:
    """The officers who lead these networks with their coordinators; each once, none who was revoked."""
    led = select(Network.mandatary_id).where(col(Network.id).in_(list(networks)))
    asked = select(Officer.id).where(col(Officer.id).in_(led), col(Officer.revoked_at).is_(None))
    return openable(session, Officer, session.exec(asked.order_by(col(Officer.id))).all())[0]


def networks_with(session: Session, officer: Officer) -> list[int]:
    """The networks that are this officer's, whether revoked or not: those of the mandates, or the whole zone's."""
    if officer.whole_zone:
        asked = select(Network.id).where(Network.zone_id == officer.zone_id)
    else:
        asked = select(Mandate.network_id).where(Mandate.officer_id == officer.id)
    return [network for network in session.exec(asked) if network is not None]


def may_approve(session: Session, asking: Officer, networks: Collection[int]) -> list[Officer]:
    """The other officers who may send to all these networks and have a registered number: mandataries first."""
    first = {officer.id for officer in mandataries_of(session, networks)}
    asked = select(Officer.id).where(
        Officer.zone_id == asking.zone_id, col(Officer.id) != asking.id, col(Officer.revoked_at).is_(None)
    )
    able = [
        one
        for one in openable(session, Officer, session.exec(asked.order_by(col(Officer.id))).all())[0]
        if one.number and one.number != asking.number and may_send_to_all(session, one.id or 0, networks)
    ]
    return sorted(able, key=lambda one: (one.id not in first, one.id or 0))


def colleague(session: Session, officer_id: int, badge: str) -> Officer | None:
    """Another officer of the same zone, by badge; none when revoked."""
    asked = select(Officer).where(
        Officer.badge == badge,
        col(Officer.id) != officer_id,
        col(Officer.revoked_at).is_(None),
        col(Officer.zone_id).in_(select(Officer.zone_id).where(Officer.id == officer_id)),
    )
    return session.exec(asked).first()


def has_coordinator(session: Session, networks: Collection[int]) -> bool:
    """Whether one of these networks has a coordinator or a deputy."""
    asked = select(Membership.id).where(
        col(Membership.network_id).in_(list(networks)),
        col(Membership.role).in_([Role.COORDINATOR, Role.DEPUTY]),
        Membership.state == MembershipState.ACTIVE,
    )
    return session.exec(asked.limit(1)).first() is not None


def neighbours_of(session: Session, network_id: int) -> list[int]:
    """The networks beside this one."""
    asked = select(Neighbour.neighbour_id).where(Neighbour.network_id == network_id)
    return list(session.exec(asked.order_by(col(Neighbour.neighbour_id))))


def set_neighbours(
    session: Session, zone: Zone, *, code: str, others: Collection[str], now: datetime, who: str = CLI
) -> None:
    """The networks beside the one with this code are exactly the `others`, and it is beside them."""
    network, *beside = (the_network(session, zone, one) for one in (code, *dict.fromkeys(others)))
    if network.id in {other.id for other in beside}:
        raise CannotSetUp(f"network {code} is not its own neighbour")
    mine = (col(Neighbour.network_id) == network.id) | (col(Neighbour.neighbour_id) == network.id)
    session.execute(delete(Neighbour).where(mine))
    for other in beside:
        session.add(Neighbour(network_id=network.id or 0, neighbour_id=other.id or 0))
        session.add(Neighbour(network_id=other.id or 0, neighbour_id=network.id or 0))
    write_down(session, now, who, "neighbours changed", network=network.id, count=len(beside))


def set_mandatary(
    session: Session, zone: Zone, *, code: str, badge: str | None, now: datetime, who: str = CLI
) -> Network:
    """The officer who leads a network with its coordinator; None: nobody."""
    network = the_network(session, zone, code)
    wanted = select(Officer).where(
        Officer.badge == badge, Officer.zone_id == zone.id, col(Officer.revoked_at).is_(None)
    )
    officer = session.exec(wanted).first() if badge else None
    if badge and officer is None:
        raise CannotSetUp(f"zone {zone.name} has no officer with badge {badge}; see: buurtlijn officer list")
    network.mandatary_id = officer.id if officer else None
    write_down(session, now, who, "mandatary changed", network=network.id, officer=network.mandatary_id)
    return network


def set_postcodes(
    session: Session, zone: Zone, *, code: str, postcodes: Collection[str], now: datetime, who: str = CLI
) -> Network:
    """The postcodes in which a network lies: exactly these."""
    network = the_network(session, zone, code)
    for postcode in postcodes:
        if not _FOUR.fullmatch(postcode):
            raise CannotSetUp(f"“{postcode}” is no postcode: it has 4 digits, such as 2018")
    network.postcodes = sorted(set(postcodes))
    write_down(session, now, who, "postcodes changed", network=network.id, count=len(network.postcodes))
    return network


def the_network(session: Session, zone: Zone, code: str) -> Network:
    """The zone's network with this code; raises `CannotSetUp`."""
    found = session.exec(
        select(Network).where(Network.zone_id == zone.id, Network.code == code)
    ).one_or_none()
    if found is None:
        raise CannotSetUp(f"zone {zone.name} has no network {code}; see: buurtlijn network list")
    return found
