"""Who gets a broadcast: one SELECT for the officer's count and for the deliveries, so that both say the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Subquery, and_, case, func, insert, literal, null, type_coerce
from sqlalchemy import select as columns_of
from sqlalchemy.types import JSON, DateTime, String
from sqlmodel import Session, col

from carrier.phone import PhoneKind
from db.broadcasts import Broadcast, BroadcastNetwork, Delivery, DeliveryState
from db.people import Line, Member, Membership, MembershipState, Phone, Role, Wants

_CALLED = (MembershipState.ACTIVE, MembershipState.PAUSED)


def who_gets_it(session: Session, broadcast: Broadcast, now: Any) -> Subquery:
    """One row per member: `member_id`, `network_id` (one of them), `networks`, `can_call`, `can_text`,
    `landline_first`, and `suppressed`: the reason why nothing is sent to who is paused, opted out or out of reach."""
    through, reach = _through(session, broadcast), _reach(session, now)
    can_call, can_text = func.coalesce(reach.c.can_call, 0), func.coalesce(reach.c.can_text, 0)
    suppressed = case(
        (through.c.active == 0, literal("paused")),
        (can_call + can_text > 0, null()),
        (reach.c.paused == 1, literal("paused")),
        (reach.c.opted_out == 1, literal("opted_out")),
        (reach.c.failed == 1, literal("number")),
        else_=literal("no_usable_phone"),
    )
    return (
        columns_of(
            through.c.member_id,
            through.c.network_id,
            through.c.networks,
            can_call.label("can_call"),
            can_text.label("can_text"),
            func.coalesce(reach.c.landline_first, 0).label("landline_first"),
            suppressed.label("suppressed"),
        )
        .select_from(through.outerjoin(reach, reach.c.member_id == through.c.member_id))
        .subquery()
    )


def insert_deliveries(session: Session, broadcast: Broadcast, urgency: int, now: datetime) -> None:
    """Make a broadcast's deliveries in one INSERT … SELECT. Landlines are called first,
    then who usually confirms."""
    who = who_gets_it(session, broadcast, now)
    goes, at = who.c.suppressed.is_(None), literal(now, DateTime(timezone=True))
    eager = columns_of(col(Member.eager)).where(col(Member.id) == who.c.member_id).scalar_subquery()
    order = func.row_number().over(order_by=(who.c.landline_first.desc(), eager.desc(), who.c.member_id))
    chosen: dict[str, Any] = {
        "broadcast_id": literal(broadcast.id, Integer),
        "member_id": who.c.member_id,
        "network_id": who.c.network_id,
        "networks": who.c.networks,
        "urgency": literal(int(urgency), Integer),
        "order_key": order,
        "text_due_at": case((and_(goes, who.c.can_text == 1), at), else_=null()),
        "call_due_at": case((and_(goes, who.c.can_call == 1), at), else_=null()),
        "state": case(
            (goes, literal(DeliveryState.PENDING.value)), else_=literal(DeliveryState.SUPPRESSED.value)
        ),
        "reason": type_coerce(who.c.suppressed, String),
        "tries": literal(0, Integer),
    }
    session.execute(insert(Delivery).from_select(list(chosen), columns_of(*chosen.values())))


def _through(session: Session, broadcast: Broadcast) -> Subquery:
    """The networks through which each member is reached. What settles or corrects a broadcast goes to exactly those
    who were reached by that one."""
    gather = func.json_agg if session.get_bind().dialect.name == "postgresql" else func.json_group_array
    asked = (
        columns_of(
            col(Membership.member_id),
            func.min(Membership.network_id).label("network_id"),
            type_coerce(gather(Membership.network_id), JSON).label("networks"),
            func.max(case((col(Membership.state) == MembershipState.ACTIVE, 1), else_=0)).label("active"),
        )
        .join(BroadcastNetwork, col(BroadcastNetwork.network_id) == col(Membership.network_id))
        .where(col(BroadcastNetwork.broadcast_id) == broadcast.id, col(Membership.state).in_(_CALLED))
        .group_by(col(Membership.member_id))
    )
    if broadcast.to_coordinator:
        return asked.where(col(Membership.role).in_((Role.COORDINATOR, Role.DEPUTY))).subquery("through")
    if broadcast.settles is not None:
        reached = columns_of(col(Delivery.member_id)).where(
            col(Delivery.broadcast_id) == broadcast.settles,
            col(Delivery.state).in_([DeliveryState.REACHED, DeliveryState.CONFIRMED]),
        )
        asked = asked.where(col(Membership.member_id).in_(reached))
    return asked.subquery("through")


def _reach(session: Session, now: Any) -> Subquery:
    """How each member can be reached. Our own numbers are nobody's: calling them would go round in a circle."""
    own = list(session.scalars(columns_of(col(Line.number))))
    paused = col(Phone.paused_until) > now
    works = and_(
        col(Phone.failed_since).is_(None),
        col(Phone.paused_until).is_(None) | (col(Phone.paused_until) <= now),
    )
    calls = and_(works, col(Phone.wants) != Wants.TEXTS, col(Phone.no_calls_since).is_(None))
    texts = and_(
        works,
        col(Phone.wants) != Wants.CALLS,
        col(Phone.no_texts_since).is_(None),
        col(Phone.kind) == PhoneKind.MOBILE,
    )
    opted_out = col(Phone.no_calls_since).is_not(None) | col(Phone.no_texts_since).is_not(None)
    first_to_ring = func.min(case((calls, Phone.position * 2 + _is_mobile()), else_=null()))
    return (
        columns_of(
            col(Phone.member_id),
            _any(calls).label("can_call"),
            _any(texts).label("can_text"),
            _any(paused).label("paused"),
            _any(opted_out).label("opted_out"),
            _any(col(Phone.failed_since).is_not(None)).label("failed"),
            case((first_to_ring % 2 == 0, 1), else_=0).label("landline_first"),
        )
        .where(col(Phone.number_hash).not_in(own))
        .group_by(col(Phone.member_id))
        .subquery("reach")
    )


def _any(condition: Any) -> Any:
    return func.max(case((condition, 1), else_=0))


def _is_mobile() -> Any:
    return case((col(Phone.kind) == PhoneKind.MOBILE, 1), else_=0)
