"""IncomingPhoneNumbers: the account's lines and their webhooks."""

from aiohttp import web

from simulator.rest.door import read_form
from simulator.rest.errors import Refusal, is_url, not_found
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
    """The lines, or those with this number or name."""
    number, name = request.query.get("PhoneNumber"), request.query.get("FriendlyName")
    found = [
        line
        for line in company.lines.values()
        if number in (None, line.number) and name in (None, line.friendly_name)
    ]
    return page(request, "incoming_phone_numbers", found, lambda line: show(company, line))


async def fetch(company: Company, request: web.Request) -> web.StreamResponse:
    """One line."""
    return web.json_response(show(company, _find(company, request)))


async def change(company: Company, request: web.Request) -> web.StreamResponse:
    """Set a line's webhooks."""
    line = _find(company, request)
    form, _ = await read_form(request)
    wanted = {name: form[name] for name in _FIELDS if name in form}
    for name, value in wanted.items():
        _check(name, value)
    for name, value in wanted.items():
        setattr(line, _FIELDS[name], value)
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
        "address_sid": None,
        "api_version": API_VERSION,
        "beta": False,
        "bundle_sid": None,
        "capabilities": {"voice": True, "sms": True, "mms": False, "fax": False},
        "date_created": when(line.created),
        "date_updated": when(line.updated),
        "emergency_address_sid": None,
        "emergency_address_status": "unregistered",
        "emergency_status": "Inactive",
        "friendly_name": line.friendly_name or line.number,
        "identity_sid": None,
        "origin": "twilio",
        "phone_number": line.number,
        "sms_application_sid": None,
        "status": "in-use",
        "trunk_sid": None,
        "type": "local",
        "uri": f"/{API_VERSION}/Accounts/{account}/IncomingPhoneNumbers/{line.sid}.json",
        "voice_application_sid": None,
        "voice_caller_id_lookup": False,
        "voice_receive_mode": "voice",
    }


def _check(name: str, value: str) -> None:
    if name.endswith("Method") and value not in ("GET", "POST"):
        raise Refusal(21403, value)
    if name.endswith(("Url", "Callback")) and value and not is_url(value):
        raise Refusal(21402, value)


def _snake(name: str) -> str:
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name).lstrip("_")


def _find(company: Company, request: web.Request) -> Line:
    for line in company.lines.values():
        if line.sid == request.match_info["sid"]:
            return line
    raise not_found(request)
