"""Recordings: list them all or by call, fetch as a sound or as a record, delete."""

from aiohttp import web

from simulator import mp3
from simulator.rest.errors import not_found
from simulator.rest.paging import Json, between, page, when
from simulator.sounds import wav
from simulator.world import API_VERSION, Company, Recording


async def list_all(company: Company, request: web.Request) -> web.StreamResponse:
    """All recordings, or those of one call; newest first."""
    found = _search(company, request, request.query.get("CallSid"))
    return page(request, "recordings", found, lambda recording: show(company, recording))


async def list_of_call(company: Company, request: web.Request) -> web.StreamResponse:
    """The recordings of one call, as its subresource; newest first."""
    found = _search(company, request, request.match_info["call"])
    return page(request, "recordings", found, lambda recording: show_of_call(company, recording))


async def fetch(company: Company, request: web.Request) -> web.StreamResponse:
    """The record of a recording."""
    return web.json_response(show(company, _find(company, request)))


async def fetch_of_call(company: Company, request: web.Request) -> web.StreamResponse:
    """The record of a recording, as its call's subresource."""
    return web.json_response(show_of_call(company, _find(company, request)))


async def sound(company: Company, request: web.Request) -> web.StreamResponse:
    """The sound itself, as soon as it is ready: WAV, or MP3 where the path ends so."""
    recording = _find(company, request)
    if company.clock.now() < recording.ready_at:
        raise not_found(request)
    company.log.add("recording_fetched", recording=recording.sid, call=recording.call)
    if request.path.endswith(".mp3"):
        return web.Response(body=mp3.write(recording.words, recording.seconds), content_type="audio/mpeg")
    return web.Response(body=wav(recording.words, recording.seconds), content_type="audio/x-wav")


async def delete(company: Company, request: web.Request) -> web.StreamResponse:
    """Forget a recording for good."""
    recording = _find(company, request)
    del company.recordings[recording.sid]
    company.log.add("recording_deleted", recording=recording.sid, call=recording.call)
    return web.Response(status=204)


def show(company: Company, recording: Recording) -> Json:
    """A recording as the API shows it."""
    path = f"/{API_VERSION}/Accounts/{company.account.sid}/Recordings/{recording.sid}"
    return {
        **_facts(company, recording),
        "media_url": f"{company.base_url}{path}",
        "subresource_uris": {},
        "uri": f"{path}.json",
    }


def show_of_call(company: Company, recording: Recording) -> Json:
    """A recording as the API shows it under its call."""
    path = f"/{API_VERSION}/Accounts/{company.account.sid}/Calls/{recording.call}/Recordings/{recording.sid}"
    return {**_facts(company, recording), "track": "both", "uri": f"{path}.json"}


def _facts(company: Company, recording: Recording) -> Json:
    ready = company.clock.now() >= recording.ready_at
    return {
        "sid": recording.sid,
        "account_sid": company.account.sid,
        "api_version": API_VERSION,
        "call_sid": recording.call,
        "channels": recording.channels,
        "conference_sid": None,
        "date_created": when(recording.created),
        "date_updated": when(recording.created),
        "duration": str(max(round(recording.seconds), 1)) if ready else "-1",
        "encryption_details": None,
        "error_code": None,
        "price": None,
        "price_unit": "EUR",
        "source": recording.source,
        "start_time": when(recording.started),
        "status": "completed" if ready else "processing",
    }


def _search(company: Company, request: web.Request, call: str | None) -> list[Recording]:
    made = between(request.query, "DateCreated")
    known = reversed(list(company.recordings.values()))
    return [each for each in known if call in (None, each.call) and made(each.created)]


def _find(company: Company, request: web.Request) -> Recording:
    recording = company.recordings.get(request.match_info["sid"])
    if recording is None or request.match_info.get("call") not in (None, recording.call):
        raise not_found(request)
    return recording
