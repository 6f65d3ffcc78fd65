"""Alarms reach people by e-mail and by a web hook, with real servers at the other end: each once when it comes on, once when
it is over, at most every so often, and again by the way that did not work."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr
from receivers import Hooked, PostOffice, open_hook

from broadcast.means import Means
from broadcast.telling import tell
from db.alarms import Trouble, over, ring
from db.broadcasts import Way
from db.people import Officer
from db.set_up import read_number

ADMINISTRATOR = "+32450009001"


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    office = PostOffice()
    office.open()
    yield office
    office.close()


@pytest.fixture
def hooked() -> Iterator[Hooked]:
    with open_hook() as server:
        yield server


@pytest.fixture
def means(village: Any, post_office: PostOffice, hooked: Hooked) -> Means:
    changed = village.settings.model_copy(
        update={
            "alarm_mail_host": "127.0.0.1", "alarm_mail_port": post_office.port, "alarm_mail_security": "none",
            "alarm_mail_from": "lijn@example.org", "alarm_mail_to": ("a@example.org", "b@example.org"),
            "alarm_hook": hooked.url,
        }
    )  # fmt: skip
    return Means(changed, village.database, village.means.texts)


def rings(village: Any, name: str, detail: str = "account 20003") -> None:
    with village.database.writing() as session:
        ring(session, name, detail, village.now)


def is_over(village: Any, *names: str) -> None:
    with village.database.writing() as session:
        over(session, *names)


def texted(village: Any) -> list[str]:
    return [one.number for one in village.errands() if one.way is Way.TEXT]


def test_an_alarm_is_told_once_by_e_mail_and_by_the_web_hook_and_its_end_as_well(
    village: Any, means: Means, post_office: PostOffice, hooked: Hooked
) -> None:
    assert 0 == tell(means, village.now)
    rings(village, Trouble.CALLS_REFUSED)
    assert 1 == tell(means, village.now)
    [letter] = post_office.letters
    assert ("a@example.org, b@example.org", "lijn@example.org") == (letter["To"], letter["From"])
    body = letter.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert "weigert onze oproepen" in body.decode()
    assert "account 20003" in body.decode()
    [posted] = hooked.posted
    assert ("calls_refused", True, ["account 20003"]) == (posted["alarm"], posted["on"], posted["details"])
    village.later(hours=1)
    assert 0 == tell(means, village.now)
    is_over(village, Trouble.CALLS_REFUSED)
    assert 1 == tell(means, village.now)
    assert 0 == tell(means, village.now)
    assert [True, False] == [one["on"] for one in hooked.posted]
    assert 2 == len(post_office.letters)


def test_one_kind_of_alarm_is_told_at_most_every_fifteen_minutes(
    village: Any, means: Means, hooked: Hooked
) -> None:
    moments = []
    for minute in range(60):
        is_over(village, Trouble.CARRIER_AWAY) if minute % 2 else rings(village, Trouble.CARRIER_AWAY)
        if tell(means, village.now):
            moments.append(minute)
        village.later(minutes=1)
    assert 4 >= len(moments) >= 2
    assert all(later - sooner >= 15 for sooner, later in itertools.pairwise(moments))
    assert [True, False, True, False][: len(moments)] == [one["on"] for one in hooked.posted]


def test_another_kind_of_alarm_does_not_wait(village: Any, means: Means, hooked: Hooked) -> None:
    rings(village, Trouble.CALLS_REFUSED)
    tell(means, village.now)
    rings(village, Trouble.TEXTS_REFUSED)
    tell(means, village.now)
    assert ["calls_refused", "texts_refused"] == [one["alarm"] for one in hooked.posted]


def test_many_members_are_one_message_and_one_more_is_told_later(
    village: Any, means: Means, hooked: Hooked
) -> None:
    for member in range(40):
        rings(village, f"{Trouble.UNREADABLE}:member:{member}", f"member {member}")
    tell(means, village.now)
    assert [(40, 10)] == [(one["count"], len(one["details"])) for one in hooked.posted]
    rings(village, f"{Trouble.UNREADABLE}:member:99", "member 99")
    assert 0 == tell(means, village.now)
    village.later(minutes=16)
    assert 1 == tell(means, village.now)


def test_a_way_that_does_not_work_is_tried_again_alone(
    village: Any, means: Means, post_office: PostOffice, hooked: Hooked
) -> None:
    post_office.closed = True
    rings(village, Trouble.CALLS_REFUSED)
    tell(means, village.now)
    assert (0, 1) == (len(post_office.letters), len(hooked.posted))
    assert 0 == tell(means, village.now)
    post_office.closed = False
    village.later(minutes=1)
    tell(means, village.now)
    village.later(minutes=1)
    tell(means, village.now)
    assert (1, 1) == (len(post_office.letters), len(hooked.posted))


def test_who_tells_at_the_same_moment_tells_it_once(village: Any, means: Means, hooked: Hooked) -> None:
    rings(village, Trouble.CALLS_REFUSED)
    threads = [threading.Thread(target=tell, args=(means, village.now)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert 1 == len(hooked.posted)


@pytest.mark.parametrize(
    ("alarm", "detail", "is_texted"),
    [
        (Trouble.CALLS_REFUSED, "setting 21215", True),
        (Trouble.RESTORED, "broadcasts 3", True),
        (Trouble.CALLS_REFUSED, "account 20005", False),
        (Trouble.TEXTS_REFUSED, "setting 30018", False),
        (Trouble.CARRIER_AWAY, "TimeoutError", False),
    ],
)
def test_administrators_and_the_officer_whose_message_runs_are_texted_where_texts_go(
    village: Any, means: Means, alarm: str, detail: str, is_texted: bool
) -> None:
    number = read_number("+32450003001").e164
    village.member("+32450000002")
    village.started()
    with village.database.writing() as session:
        session.get_one(Officer, 1).number = number
    changed = Means(
        means.settings.model_copy(update={"alarm_numbers": (ADMINISTRATOR,)}), means.database, means.texts
    )
    rings(village, alarm, detail)
    tell(changed, village.now)
    assert ([ADMINISTRATOR, number] if is_texted else []) == texted(village)
    village.later(minutes=20)
    tell(changed, village.now)
    assert ([ADMINISTRATOR, number] if is_texted else []) == texted(village)


def test_without_any_way_nothing_is_told_and_nothing_breaks(village: Any) -> None:
    rings(village, Trouble.CARRIER_AWAY)
    assert 0 == tell(village.means, village.now)
    is_over(village, Trouble.CARRIER_AWAY)
    village.later(minutes=16)
    assert 0 == tell(village.means, village.now)


def test_the_mail_server_is_signed_in_to(village: Any, means: Means, post_office: PostOffice) -> None:
    changed = means.settings.model_copy(
        update={"alarm_mail_user": "lijn", "alarm_mail_password": SecretStr("geheim")}
    )
    rings(village, Trouble.CALLS_REFUSED)
    tell(Means(changed, means.database, means.texts), village.now)
    assert [1, 1] == [len(post_office.signed_in), len(post_office.letters)]
