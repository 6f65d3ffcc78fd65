"""Messages: create, fetch, list, redact, cancel, delete."""

from aiohttp import web

from simulator import texts
from simulator.numbering import can_be_dialled, can_get_texts
from simulator.rates import LONGEST_TEXT_QUEUE
from simulator.rest import magic
from simulator.rest.door import read_form
from simulator.rest.errors import Refusal, is_url, not_found
from simulator.rest.paging import Json, between, page, when
from simulator.segments import segments
from simulator.world import API_VERSION, Callback, Company, Text, new_sid

MOST_CHARACTERS = 1600
LONGEST_VALID = 36000

_ERRORS = {
    30002: "Account suspended",
    30003: "Unreachable destination handset",
    30036: "Validity Period Expired",
}
_FINAL = frozenset({"delivered", "undelivered", "failed", "received", "canceled"})


def create(company: Company, form: dict[str, str], events: frozenset[str], n: int) -> web.Response:
    """Accept a text, or refuse it as Twilio does."""
    del events  # texts have none to choose from
    _check_numbers(company, form.get("To", ""), form.get("From", ""))
    _check_words(form)
    if (form["From"], form["To"]) in company.opted_out:
        raise Refusal(21610)
    callback = form.get("StatusCallback")
    text = Text(
        sid=new_sid("SM"),
        direction="outbound-api",
        from_=form["From"],
        to=form["To"],
        body=form["Body"],
        callback=Callback(callback) if callback else None,
        valid_for=_valid_for(form),
    )
    answer = web.json_response(show(company, text), status=201)
    texts.submit(company, text, n)
    return answer


async def fetch(company: Company, request: web.Request) -> web.StreamResponse:
    """One text."""
    return web.json_response(show(company, _find(company, request)))


async def list_all(company: Company, request: web.Request) -> web.StreamResponse:
    """Texts to and from, sent between two moments; newest first."""
    query = request.query
    to, from_, sent = query.get("To"), query.get("From"), between(query, "DateSent", last_day=True)
    found = (
        text
        for text in reversed(list(company.texts.values()))
        if to in (None, text.to) and from_ in (None, text.from_) and sent(text.sent)
    )
    return page(request, "messages", found, lambda text: show(company, text))


async def change(company: Company, request: web.Request) -> web.StreamResponse:
    """Blank the body of a text. None can be cancelled: only those of a messaging service wait for an hour."""
    text = _find(company, request)
    form, _ = await read_form(request)
    match form.get("Body"), form.get("Status"):
        case None, "canceled":
            raise Refusal(30409)
        case "", None:
            text.body = ""
        case _:
            raise Refusal(30400, "give an empty Body, or the Status canceled")
    return web.json_response(show(company, text))


async def delete(company: Company, request: web.Request) -> web.StreamResponse:
    """Forget a text that is on its way no more."""
    text = _find(company, request)
    if text.status not in _FINAL:
        raise Refusal(20009)
    del company.texts[text.sid]
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
        "error_message": None if text.error is None else _ERRORS.get(text.error, "Unknown error"),
        "from": text.from_,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": str(segments(text.body)),
        "price": text.price,
        "price_unit": "EUR",
        "status": text.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": text.to,
        "uri": f"{uri}.json",
    }


def _check_numbers(company: Company, to: str, from_: str) -> None:
    if not to:
        raise Refusal(21604)
    if not from_:
        raise Refusal(21603)
    if to in magic.TEXTS_TO:
        raise Refusal(magic.TEXTS_TO[to], to)
    if not can_be_dialled(to):
        raise Refusal(21211, to)
    if from_ in magic.TEXTS_FROM:
        raise Refusal(magic.TEXTS_FROM[from_], from_)
    if from_ not in company.lines:
        raise Refusal(21606, from_)
    if not can_get_texts(to):
        raise Refusal(21614, to)
    if company.text_turns(from_).seconds() > LONGEST_TEXT_QUEUE:
        raise Refusal(21611, from_)


def _check_words(form: dict[str, str]) -> None:
    body, callback, media = form.get("Body", ""), form.get("StatusCallback"), form.get("MediaUrl")
    if not body:
        raise Refusal(21602)
    if len(body) > MOST_CHARACTERS:
        raise Refusal(21617)
    if callback and not is_url(callback):
        raise Refusal(21609, callback)
    if media and not is_url(media):
        raise Refusal(21620, media)


def _valid_for(form: dict[str, str]) -> float:
    given = form.get("ValidityPeriod", str(LONGEST_VALID))
    if not (given.isascii() and given.isdigit() and 1 <= int(given) <= LONGEST_VALID):
        raise Refusal(21624, given)
    return float(given)


def _find(company: Company, request: web.Request) -> Text:
    text = company.texts.get(request.match_info["sid"])
    if text is None:
        raise not_found(request)
    return text
