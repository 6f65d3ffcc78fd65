"""IncomingPhoneNumbers: the account's lines and their webhooks."""

from aiohttp import web

from simulator.rest.door import read_form
from simulator.rest.errors import not_found
from simulator.rest.paging import Json, page, when
from simulator.world import API_VERSION, Company, Line, utc_now

_FIELDS = {
    "FriendlyName": "friendly_name",
    "VoiceUrl": "voice_url",
    "VoiceMethod": "voice_method",
    "VoiceFallbackUrl": "voice_fallback_url",
    "VoiceFallbackMethod": "voice_fallback_method",
    "StatusCallback": "status_callback",
    "StatusCallbackMethod": "status_callback_method",
    "SmsUrl": "sms_url",
    "SmsMethod": "sms_method",
    "SmsFallbackUrl": "sms_fallback_url",
    "SmsFallbackMethod": "sms_fallback_method",
}


async def list_all(company: Company, request: web.Request) -> web.StreamResponse:
    """The lines, or the one with this number."""
    number = request.query.get("PhoneNumber")
    found = [line for line in company.lines.values() if number in (None, line.number)]
    return page(request, "incoming_phone_numbers", found, lambda line: show(company, line))


async def fetch(company: Company, request: web.Request) -> web.StreamResponse:
    """One line."""
    return web.json_response(show(company, _find(company, request)))


async def change(company: Company, request: web.Request) -> web.StreamResponse:
    """Set a line's webhooks."""
    line = _find(company, request)
    form, _ = await read_form(request)
    for name, ours in _FIELDS.items():
        if name in form:
            setattr(line, ours, form[name])
    line.updated = utc_now()
    company.log.add("change_line", number=line.number, form=form)
    return web.json_response(show(company, line))


def show(company: Company, line: Line) -> Json:
    """A line as the API shows it."""
    account = company.account.sid
    ours = {_snake(name): getattr(line, field) for name, field in _FIELDS.items()}
    return ours | {
        "sid": line.sid,
        "account_sid": account,
        "address_requirements": "none",
        "api_version": API_VERSION,
        "beta": False,
        "capabilities": {"voice": True, "sms": True, "mms": False, "fax": False},
        "date_created": when(line.created),
        "date_updated": when(line.updated),
        "origin": "twilio",
        "phone_number": line.number,
        "status": "in-use",
        "uri": f"/{API_VERSION}/Accounts/{account}/IncomingPhoneNumbers/{line.sid}.json",
        "voice_caller_id_lookup": False,
    }


def _snake(name: str) -> str:
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name).lstrip("_")


def _find(company: Company, request: web.Request) -> Line:
    for line in company.lines.values():
        if line.sid == request.match_info["sid"]:
            return line
    raise not_found(request)
