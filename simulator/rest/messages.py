"""Messages: create, fetch, list, redact, delete."""

from aiohttp import web

from simulator import texts
from simulator.numbering import can_be_dialled, can_get_texts
from simulator.rest.door import read_form
from simulator.rest.errors import Refusal, not_found
from simulator.rest.paging import Json, page, when
from simulator.segments import segments
from simulator.world import API_VERSION, Callback, Company, Text, new_sid

MOST_CHARACTERS = 1600


def create(company: Company, form: dict[str, str], events: frozenset[str], n: int) -> web.Response:
    """Accept a text, or refuse it as Twilio does."""
    del events  # texts have none to choose from
    _check(company, form)
    callback = form.get("StatusCallback")
    text = Text(
        sid=new_sid("SM"),
        direction="outbound-api",
        from_=form["From"],
        to=form["To"],
        body=form["Body"],
        callback=Callback(callback) if callback else None,
    )
    answer = web.json_response(show(company, text), status=201)
    texts.submit(company, text, n)
    return answer


async def fetch(company: Company, request: web.Request) -> web.StreamResponse:
    """One text."""
    return web.json_response(show(company, _find(company, request)))


async def list_all(company: Company, request: web.Request) -> web.StreamResponse:
    """Texts to and from; newest first."""
    query = request.query
    found = [
        text
        for text in reversed(company.texts.values())
        if query.get("To") in (None, text.to) and query.get("From") in (None, text.from_)
    ]
    return page(request, "messages", found, lambda text: show(company, text))


async def redact(company: Company, request: web.Request) -> web.StreamResponse:
    """Blank the body of a text."""
    text = _find(company, request)
    form, _ = await read_form(request)
    if form.get("Body") == "":
        text.body = ""
    return web.json_response(show(company, text))


async def delete(company: Company, request: web.Request) -> web.StreamResponse:
    """Forget a text."""
    del company.texts[_find(company, request).sid]
    return web.Response(status=204)


def show(company: Company, text: Text) -> Json:
    """A text as the API shows it."""
    uri = f"/{API_VERSION}/Accounts/{company.account.sid}/Messages/{text.sid}"
    return {
        "sid": text.sid,
        "account_sid": company.account.sid,
        "api_version": API_VERSION,
        "body": text.body,
        "date_created": when(text.created),
        "date_sent": when(text.sent),
        "date_updated": when(text.updated),
        "direction": text.direction,
        "error_code": text.error,
        "error_message": None,
        "from": text.from_,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": str(segments(text.body)),
        "price": None,
        "price_unit": "EUR",
        "status": text.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": text.to,
        "uri": f"{uri}.json",
    }


def _check(company: Company, form: dict[str, str]) -> None:
    to, from_, body = form.get("To", ""), form.get("From", ""), form.get("Body", "")
    if not to:
        raise Refusal(400, 21604, "A 'To' phone number is required.")
    if not can_be_dialled(to):
        raise Refusal(400, 21211, f"Invalid 'To' Phone Number: {to}")
    if from_ not in company.lines:
        raise Refusal(
            400, 21606, f"The 'From' phone number provided ({from_}) is not a valid number of yours."
        )
    if not body:
        raise Refusal(400, 21602, "Message body is required.")
    if len(body) > MOST_CHARACTERS:
        raise Refusal(400, 21617, "The concatenated message body exceeds the 1600 character limit")
    if not can_get_texts(to):
        raise Refusal(400, 21614, f"'To' number is not a valid mobile number: {to}")
    if (from_, to) in company.opted_out:
        raise Refusal(400, 21610, "Attempt to send to unsubscribed recipient")


def _find(company: Company, request: web.Request) -> Text:
    text = company.texts.get(request.match_info["sid"])
    if text is None:
        raise not_found(request)
    return text
