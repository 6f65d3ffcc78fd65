"""The life of a text message, to a person and from one."""

from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from simulator.billing import Standing, standing
from simulator.callbacks import place, tell_text
from simulator.legs import Source
from simulator.opt_outs import handle, told
from simulator.people import Person
from simulator.segments import segments
from simulator.sending import leaves
from simulator.twiml.document import Refused, is_twiml, read_reply, words
from simulator.twiml.message import Reply, message
from simulator.webhooks import WebhookFailed, send
from simulator.world import API_VERSION, Company, Line, Text, new_sid

MOST_DOCUMENTS = 10
"""Documents that the answer to one text may lead through (14106)."""
MOST_REPLIES = 15
REPLIES_WITHIN = 30.0
"""Simulated seconds in which two numbers may exchange so many answers before they are thought to loop."""

_SENDING = 0.3
_DELIVERING = 1.0
_UNKNOWN_HANDSET = 30003


def submit(company: Company, text: Text, create: int) -> None:
    """Accept a text that was asked for; `create` is the log's number of that request."""
    text.created = text.updated = company.utc_now()
    company.texts[text.sid] = text
    company.log.add(
        "text_status",
        message=text.sid,
        status=text.status,
        create=create,
        **{"from": text.from_, "to": text.to},
    )
    company.start(_outbound(company, text))


async def _outbound(company: Company, text: Text) -> None:
    if not await leaves(company, text):
        return
    await company.clock.sleep(_SENDING)
    text.sent = company.utc_now()
    tell_text(company, text, "sent")
    await company.clock.sleep(_DELIVERING)
    if text.to in company.lines:
        receive(company, text.from_, text.to, text.body)
        tell_text(company, text, "delivered")
        return
    person = company.people.get(text.to)
    lost = _UNKNOWN_HANDSET if person is None else person.text_error
    if person is None or lost:
        text.error = lost
        tell_text(company, text, "undelivered")
        return
    _arrived(company, text.from_, text.to, text.body, text.sid)
    tell_text(company, text, "delivered")
    await _react(company, person, text)


def _arrived(company: Company, from_: str, to: str, body: str, sid: str) -> None:
    company.log.add(
        "text", direction="to_person", number=to, message=sid, text=body, **{"from": from_, "to": to}
    )


async def _react(company: Company, person: Person, text: Text) -> None:
    for reaction in person.texts:
        if reaction.contains.casefold() in text.body.casefold():
            await company.clock.sleep(reaction.after)
            receive(company, person.number, text.from_, reaction.reply)
            return


def receive(company: Company, from_: str, to: str, body: str) -> Text:
    """A person texts a line. KeyError: no such line."""
    line = company.lines[to]
    text = Text(new_sid("SM"), "inbound", from_, to, body, status="received", sent=company.utc_now())
    text.created = text.updated = company.utc_now()
    company.texts[text.sid] = text
    company.log.add(
        "text", direction="to_line", number=from_, message=text.sid, text=body, **{"from": from_, "to": to}
    )
    handle(company, text)
    company.start(_pass_on(company, line, text))
    return text


async def _pass_on(company: Company, line: Line, text: Text) -> None:
    """Ask the line's webhook and obey its answer; after an error, once, the fallback's."""
    if standing(company) is not Standing.ACTIVE:
        _error(company, text, 10001, "Account is not active")
        return
    try:
        await _obey(company, text, Source(line.sms_url, line.sms_method))
    except _Wrong as wrong:
        fallback = Source(line.sms_fallback_url, line.sms_fallback_method, parameters=wrong.told)
        try:
            await _obey(company, text, fallback)
        except _Wrong:
            return


class _Wrong(Exception):
    """The answer to a text could not be had, or not be obeyed; it is written down."""

    def __init__(self, told: tuple[tuple[str, str], ...]) -> None:
        super().__init__(told)
        self.told = told


async def _obey(company: Company, text: Text, first: Source) -> None:
    source: Source | None = first if first.url else None
    documents = 0
    while source is not None:
        if documents == MOST_DOCUMENTS:
            _error(company, text, 14106, f"more than {MOST_DOCUMENTS} documents", source.url)
            return
        documents += 1
        here = source.url
        try:
            source = await _document(company, text, source, dict(first.parameters))
        except WebhookFailed as wrong:
            raise _wrong(company, text, wrong.code, wrong.reason, wrong.url) from wrong
        except Refused as wrong:
            raise _wrong(company, text, wrong.code, wrong.reason, here) from wrong


def _wrong(company: Company, text: Text, code: int, reason: str, url: str) -> _Wrong:
    _error(company, text, code, reason, url)
    return _Wrong((("ErrorCode", str(code)), ("ErrorUrl", url)))


async def _document(company: Company, text: Text, source: Source, kept: dict[str, str]) -> Source | None:
    """One answer; returns where the conversation goes on."""
    form = _parameters(company, text) | kept | dict(source.parameters)
    reply = await send(company, source.url, form, method=source.method, what="text", text=text.sid)
    if not reply.body.strip():
        return None
    if reply.content_type.partition(";")[0].strip().casefold() == "text/plain":
        # Plain text is sent as it is, which surprises many.
        _answer(company, text, Reply(text.to, text.from_, reply.body.decode(errors="replace").strip()))
        return None
    if not is_twiml(reply.content_type):
        raise Refused(12300, f"the answer is {reply.content_type or 'of no type'}")
    document = read_reply(reply.body)
    for code, warning in document.warnings:
        _error(company, text, code, warning, reply.url)
    for verb in document.verbs:
        if verb.tag == "Redirect":
            return Source(urljoin(reply.url, words(verb)), verb.get("method", "POST").upper())
        if (action := _message(company, text, verb, reply.url)) is not None:
            return action
    return None


def _message(company: Company, text: Text, verb: Element, here: str) -> Source | None:
    """Send a message of the answer; one that cannot be sent is left out."""
    try:
        reply = message(verb, here, text.to, text.from_, company.lines)
    except Refused as wrong:
        _error(company, text, wrong.code, wrong.reason, here)
        return None
    sent = _answer(company, text, reply)
    if reply.action is None or sent is None:
        return None
    facts = (("MessageSid", sent.sid), ("MessageStatus", sent.status))
    return Source(reply.action.url, reply.action.method, parameters=facts)


def _answer(company: Company, text: Text, reply: Reply) -> Text | None:
    """Send an answer, unless its reader said STOP, or the two numbers talk in circles."""
    if (reply.from_, reply.to) in company.opted_out:
        _error(company, text, 21610, "the recipient said STOP")
        return None
    if _in_circles(company, reply):
        _error(company, text, 14107, f"{MOST_REPLIES} answers within {REPLIES_WITHIN:.0f} s")
        return None
    sent = Text(new_sid("SM"), "outbound-reply", reply.from_, reply.to, reply.body, reply.callback)
    submit(company, sent, create=0)
    return sent


def _in_circles(company: Company, reply: Reply) -> bool:
    now = company.clock.now()
    pair = (min(reply.from_, reply.to), max(reply.from_, reply.to))
    recent = [when for when in company.replies[pair] if when > now - REPLIES_WITHIN]
    if len(recent) < MOST_REPLIES:
        recent.append(now)
        company.replies[pair] = recent
        return False
    company.replies[pair] = recent
    return True


def _error(company: Company, text: Text, code: int, reason: str, url: str = "") -> None:
    company.log.add("error", message=text.sid, code=code, text=reason, url=url)


def _parameters(company: Company, text: Text) -> dict[str, str]:
    return {
        "AccountSid": company.account.sid,
        "ApiVersion": API_VERSION,
        "Body": text.body,
        "From": text.from_,
        "MessageSid": text.sid,
        "NumMedia": "0",
        "NumSegments": str(segments(text.body)),
        "SmsMessageSid": text.sid,
        "SmsSid": text.sid,
        "SmsStatus": "received",
        "To": text.to,
        **place("From", text.from_),
        **place("To", text.to),
        **told(company, text),
    }
