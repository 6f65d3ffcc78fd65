"""Which of our accounts at the carrier is in use: a person's choice, which every process on every machine finds here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, literal_column
from sqlmodel import Field, Session, SQLModel, select

from carrier.carrier import AccountName
from db.audit import write_down
from db.columns import words
from db.prepared import Prepared


class AccountChoice(SQLModel, table=True):
    """Which account is in use, since when, and who chose it; one row, none until somebody chose."""

    __tablename__ = "account_choices"

    id: int = Field(default=1, primary_key=True)
    account: AccountName = Field(sa_type=words(AccountName, length=16))
    since: datetime
    who: str = Field(max_length=80)


_TABLE = SQLModel.metadata.tables["account_choices"]

IN_USE: Any = func.coalesce(
    select(_TABLE.c.account).where(_TABLE.c.id == literal_column("1")).scalar_subquery(),
    literal_column(f"'{AccountName.MAIN}'"),
)
"""The account in use, inside a statement."""

_IN_USE = Prepared(select(IN_USE))


def in_use(session: Session) -> AccountName:
    """The account by which we call and text now."""
    return AccountName(_IN_USE.rows(session)[0][0])


def choose(session: Session, account: AccountName, who: str, now: datetime) -> bool:
    """From now on we call and text by this account; whether that is another one than before."""
    if in_use(session) is account:
        return False
    choice = session.get(AccountChoice, 1) or AccountChoice(account=account, since=now, who=who)
    choice.account, choice.since, choice.who = account, now, who
    session.add(choice)
    write_down(session, now, who, "account switched", account=account.value)
    return True
