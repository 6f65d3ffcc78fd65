"""Is everything in place? One finding a line: ok, or what to do."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import redis
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from alarm_checks import look_at_alarms
from broadcast.worker import carrier_of
from carrier.carrier import AccountName, LineSetting, Refused, Unreachable, Why
from db.accounts import in_use
from db.audit import broken_at
from db.columns import CannotOpen, Keys
from db.people import DutyPhone, Line, LineUse, Officer, Zone
from db.schema import alembic_config
from db.session import Database, open_database
from findings import Finding, Mark, ok, worth_knowing, wrong
from settings import Settings

_PATIENCE = 5  # seconds for each question
_NEWEST = 10_000  # entries of the audit: half a second
_SETTINGS_OF = {
    AccountName.MAIN: ("carrier", "TWILIO_ACCOUNT_SID", "CARRIER_BASE_URL"),
    AccountName.STANDBY: ("standby", "STANDBY_ACCOUNT_SID", "STANDBY_BASE_URL"),
}


def examine(settings: Settings) -> Iterator[Finding]:
    """Looks at everything outside the code: the database, Redis, the public address, the carrier, the lines."""
    yield ok("settings")
    database = open_database(settings)
    try:
        tables = look_at_database(settings, database)
        yield tables
        yield from look_at_file(settings)
        yield from look_at_redis(settings)
        lines: Sequence[Line] = ()
        if tables.mark == Mark.OK:
            with database.reading() as session:
                lines = session.exec(select(Line).order_by(col(Line.number))).all()
                yield from look_at_keys(session, database.keys)
                yield look_at_audit(session)
                yield from look_at_set_up(session, lines)
                yield from look_at_accounts(session, settings, lines)
        yield from look_at_alarms(settings)
        yield from asyncio.run(_outside(settings, lines))
    finally:
        database.close()


def look_at_database(settings: Settings, database: Database) -> Finding:
    """Is it there, with the newest tables?"""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return wrong(f"database: there is no file {url.database}; make it with: buurtlijn release")
    newest = ScriptDirectory.from_config(alembic_config()).get_current_head()
    try:
        with database.reader.connect() as connection:
            has = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        return wrong(f"database: cannot be reached ({reason}); check DATABASE_URL and that it runs")
    if has != newest:
        return wrong(f"database: its tables are at {has or 'nothing'}, not {newest}; run: buurtlijn release")
    return ok(f"database: {url.get_backend_name()}, tables at {has}")


def look_at_file(settings: Settings) -> Iterator[Finding]:
    """Is SQLite's file its owner's alone?"""
    url = make_url(settings.database_url)
    file = Path(url.database or "")
    if url.get_backend_name() == "sqlite" and file.is_file() and file.stat().st_mode & 0o077:
        yield wrong(f"database: others may read {file}; run: chmod 600 {file}*")


def look_at_audit(session: Session) -> Finding:
    """Does each of the newest entries of the audit fit the one before it?"""
    broken = broken_at(session, _NEWEST)
    if broken is None:
        return ok(f"audit: whole (at most its last {_NEWEST} entries were looked at)")
    return wrong(f"audit: from entry {broken} on it was changed, or one is missing; compare it with a backup")


def look_at_redis(settings: Settings) -> Iterator[Finding]:
    """Is it there, new enough, and does it keep what it is given?"""
    try:
        with redis.Redis.from_url(
            settings.redis_url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE
        ) as client:
            about = client.info()
    except (redis.RedisError, ValueError, OSError) as error:
        yield wrong(f"redis: cannot be reached ({error}); check REDIS_URL and that it runs")
        return
    version = str(about.get("valkey_version") or about.get("redis_version", "0"))
    if int(version.partition(".")[0]) < 7:
        yield wrong(f"redis: version {version}; install Redis 7 or newer, or Valkey")
    else:
        yield ok(f"redis: version {version}")
    if not about.get("aof_enabled"):
        yield worth_knowing("redis: AOF is off, a restart forgets the calls under way; set appendonly yes")
    if about.get("maxmemory_policy", "noeviction") != "noeviction":
        yield wrong("redis: it may drop what it was given; set maxmemory-policy noeviction")


def look_at_keys(session: Session, keys: Keys) -> Iterator[Finding]:
    """Are the keys those with which the database was filled?"""
    try:
        kept = session.exec(select(DutyPhone.number, DutyPhone.number_hash).limit(1)).first()
    except CannotOpen as error:
        yield wrong(f"keys: {error}; put the key that is missing back into SEAL_KEYS")
        return
    if kept is not None and keys.hash(kept[0]) != kept[1]:
        yield wrong("keys: numbers were kept with another SECRET_KEY, so nobody is known; put that one back")


def look_at_set_up(session: Session, lines: Sequence[Line]) -> Iterator[Finding]:
    """Has every zone what an alert needs?"""
    zones = session.exec(select(Zone).order_by(col(Zone.name))).all()
    if not zones:
        yield wrong("zones: there is none; make one with: buurtlijn zone add NAME")
    for zone in zones:
        yield from _look_at_zone(session, zone, [line for line in lines if line.zone_id == zone.id])


def _look_at_zone(session: Session, zone: Zone, lines: Sequence[Line]) -> Iterator[Finding]:
    where = f"zone {zone.name}"
    serving = select(Officer.id).where(Officer.zone_id == zone.id, col(Officer.revoked_at).is_(None))
    shown = [line for line in lines if line.shown and line.account == AccountName.MAIN]
    problems = [
        (
            not zone.dispatch_number,
            "has no dispatch number, so key 0 leads nowhere; "
            "set it with: buurtlijn zone change NAME --dispatch NUMBER",
        ),
        (
            not any(line.use == LineUse.POLICE_LINE for line in lines),
            "has no police line; add one with: buurtlijn line add NUMBER --use police_line",
        ),
        (
            len(shown) != 1 or shown[0].use != LineUse.HOTLINE,
            "must show one hotline on alert calls, so that ringing back works; "
            "add one with: buurtlijn line add NUMBER --use hotline --shown",
        ),
        (
            session.exec(serving).first() is None,
            "has no officer; add one with: buurtlijn officer add BADGE NAME",
        ),
        (
            session.exec(select(DutyPhone.id).where(DutyPhone.zone_id == zone.id)).first() is None,
            "has no duty phone, so no report rings; add one with: buurtlijn duty add NUMBER",
        ),
    ]
    found = [wrong(f"{where}: {what}") for is_so, what in problems if is_so]
    yield from found or [ok(f"{where}: lines, officers and duty phones")]


def look_at_accounts(session: Session, settings: Settings, lines: Sequence[Line]) -> Iterator[Finding]:
    """Can a person switch to the account that stands by, and is the one in use there?"""
    if (now := in_use(session)) not in settings.accounts:
        yield wrong(f"account: {now} is in use, but it is not in the settings; nothing goes out")
    if any(line.account not in settings.accounts for line in lines):
        yield wrong(
            "account: there are lines of the account standby; set STANDBY_ACCOUNT_SID and STANDBY_AUTH_TOKEN"
        )
    if AccountName.STANDBY not in settings.accounts:
        return
    for zone in session.exec(select(Zone).order_by(col(Zone.name))):
        mine = [line for line in lines if line.zone_id == zone.id and line.account == AccountName.STANDBY]
        if not any(line.shown for line in mine):
            yield wrong(
                f"zone {zone.name}: shows no hotline at the account standby, so nobody can switch to it; "
                "add one with: buurtlijn line add NUMBER --account standby"
            )
        if not any(line.use == LineUse.POLICE_LINE for line in mine):
            yield worth_knowing(
                f"zone {zone.name}: has no police line at the account standby; officers could not ring in while "
                "the main account is away: buurtlijn line add NUMBER --use police_line --account standby"
            )


async def _outside(settings: Settings, lines: Sequence[Line]) -> list[Finding]:
    found = [await look_at_address(settings)]
    for name in settings.accounts:
        mine = [line for line in lines if line.account == name]
        found += await look_at_carrier(settings, mine, name)
    return found


async def look_at_address(settings: Settings) -> Finding:
    """Does our own public address lead to us?"""
    url = f"{settings.public_base_url}/health"
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_PATIENCE)) as web,
            web.get(url, allow_redirects=False) as answer,
        ):
            words = (await answer.content.read(100)).decode("utf-8", "replace").strip()
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return wrong(f"address: {url} is not reached ({error}); start the web process, check PUBLIC_BASE_URL")
    if answer.status != 200 or "ok" not in words.lower():
        return wrong(f"address: {url} answers {answer.status}, not ok; check the proxy and PUBLIC_BASE_URL")
    return ok(f"address: {settings.public_base_url}")


async def look_at_carrier(
    settings: Settings, lines: Sequence[Line], name: AccountName = AccountName.MAIN
) -> list[Finding]:
    """Does the carrier know us by this account, and do its numbers lead to us?"""
    which, sid, base = _SETTINGS_OF[name]
    try:
        carrier = carrier_of(settings, name)
    except ValueError as error:
        return [wrong(f"{which}: {error}; check {sid}")]
    try:
        there = {line.number: line for line in await carrier.lines()}
    except Refused as no:
        keys = f"check {sid} and its token or key, and the account's balance"
        return [wrong(f"{which}: says no ({no}); {keys if no.why == Why.ACCOUNT else 'see its message'}")]
    except Unreachable as error:
        return [wrong(f"{which}: is not reached ({error}); check {base} and the way out")]
    finally:
        await carrier.close()
    text_lines = {line.zone_id for line in lines if line.use == LineUse.TEXT_LINE}
    found = [
        finding
        for line in lines
        for finding in look_at_line(settings, line, there.get(line.number), line.zone_id in text_lines)
    ]
    return [ok(f"{which}: {urlsplit(settings.accounts[name].base_url).netloc}"), *found]


def look_at_line(
    settings: Settings, line: Line, there: LineSetting | None, has_text_line: bool = False
) -> list[Finding]:
    """Is this number ours at the carrier, and does it ask us? `has_text_line`: its zone texts by another number."""
    if there is None:
        return [
            wrong(
                f"line {line.number}: the carrier's account has no such number; "
                f"buy it, or take it out with: buurtlijn line remove {line.number}"
            )
        ]
    base = settings.public_base_url
    wanted = [
        ("a call comes in", there.voice_url, f"{base}/voice/line"),
        ("call status changes", there.status_url, f"{base}/status/line"),
    ]
    if line.use == LineUse.TEXT_LINE or (line.use == LineUse.HOTLINE and not has_text_line):
        wanted.append(("a message comes in", there.text_url, f"{base}/text/line"))
    found = [
        wrong(f"line {line.number}: when {what}, the carrier asks {has or 'nobody'}; set it to {should}")
        for what, has, should in wanted
        if has.partition("#")[0] != should
    ]
    if not there.voice_fallback_url:
        found.append(
            wrong(
                f"line {line.number}: the carrier has no fallback for when a call cannot reach us; "
                "keep there what this prints: buurtlijn fallback"
            )
        )
    elif there.voice_fallback_url.startswith(f"{base}/"):
        found.append(
            worth_knowing(
                f"line {line.number}: its fallback is on our own server; "
                "a document kept at the carrier answers even when that is away: buurtlijn fallback"
            )
        )
    return found or [ok(f"line {line.number}: {line.use}{', shown on alert calls' if line.shown else ''}")]
