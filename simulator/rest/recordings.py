"""Recordings: list by call, fetch as a sound or as a record, delete."""

from aiohttp import web

from simulator.rest.errors import not_found
from simulator.rest.paging import Json, page, when
from simulator.sounds import wav
from simulator.world import API_VERSION, Company, Recording


async def list_all(company: Company, request: web.Request) -> web.StreamResponse:
    """The recordings of one call, or all; newest first."""
    call = request.match_info.get("call") or request.query.get("CallSid")
    found = [each for each in reversed(company.recordings.values()) if call in (None, each.call)]
    return page(request, "recordings", found, lambda recording: show(company, recording))


async def fetch(company: Company, request: web.Request) -> web.StreamResponse:
    """The record of a recording."""
    return web.json_response(show(company, _find(company, request)))


async def sound(company: Company, request: web.Request) -> web.StreamResponse:
    """The sound itself, as soon as it is ready."""
    recording = _find(company, request)
    if company.clock.now() < recording.ready_at:
        raise not_found(request)
    company.log.add("recording_fetched", recording=recording.sid, call=recording.call)
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
    ready = company.clock.now() >= recording.ready_at
    return {
        "sid": recording.sid,
        "account_sid": company.account.sid,
        "api_version": API_VERSION,
        "call_sid": recording.call,
        "channels": 1,
        "conference_sid": None,
        "date_created": when(recording.created),
        "date_updated": when(recording.created),
        "duration": str(max(round(recording.seconds), 1)) if ready else "-1",
        "encryption_details": None,
        "error_code": None,
        "media_url": f"{company.base_url}{path}",
        "price": None,
        "price_unit": "EUR",
        "source": "RecordVerb",
        "start_time": when(recording.started),
        "status": "completed" if ready else "processing",
        "subresource_uris": {},
        "uri": f"{path}.json",
    }


def _find(company: Company, request: web.Request) -> Recording:
    recording = company.recordings.get(request.match_info["sid"])
    if recording is None:
        raise not_found(request)
    return recording
