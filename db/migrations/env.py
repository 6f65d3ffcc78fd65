"""Alembic's door: the tables as they should be, and the connection that `migrate` hands over."""

from alembic import context
from sqlmodel import SQLModel

import db.accounts
import db.alarms
import db.audit
import db.broadcasts
import db.calls
import db.news
import db.overrides
import db.people
import db.pronunciations
import db.reports
import db.tellings  # noqa: F401  every table must be known here

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
