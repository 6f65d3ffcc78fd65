"""What coordinators hear of their networks: until when each zone's news was told, and when it is due again."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel


class News(SQLModel, table=True):
    """A zone's news: everything up to `told_until` was told; the next is due at `due_at`."""

    __tablename__ = "news"

    zone_id: int = Field(foreign_key="zones.id", primary_key=True)
    told_until: datetime
    due_at: datetime = Field(index=True)
