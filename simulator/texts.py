"""The life of a text message, to a person and from one."""

from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from simulator.callbacks import place, tell_text
from simulator.opt_outs import ANSWERS, Keyword, keyword
from simulator.people import Person
from simulator.segments import segments
from simulator.twiml.document import TEXT_VERBS, Refused, is_twiml, read, words
from simulator.webhooks import Reply, WebhookFailed, send
from simulator.world import API_VERSION, Callback, Company, Line, Text, new_sid, utc_now

_SENDING = 0.3
_DELIVERING = 1.0
_UNKNOWN_HANDSET = 30003


def submit(company: Company, text: Text, create: int) -> None:
    """Accept a text that was asked for; `create` is the log's number of that request."""
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
    await company.clock.sleep(_SENDING)
    text.sent = utc_now()
    tell_text(company, text, "sent")
    await company.clock.sleep(_DELIVERING)
    person = company.people.get(text.to)
    if person is None or not person.texts_arrive:
        text.error = _UNKNOWN_HANDSET
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
    text = Text(new_sid("SM"), "inbound", from_, to, body, status="received", sent=utc_now())
    company.texts[text.sid] = text
    company.log.add(
        "text", direction="to_line", number=from_, message=text.sid, text=body, **{"from": from_, "to": to}
    )
    _handle_keyword(company, text)
    company.start(_pass_on(company, line, text))
    return text


def _handle_keyword(company: Company, text: Text) -> None:
    """The carrier's own answer; the message is passed on all the same."""
    pair = (text.to, text.from_)
    match keyword(text.body):
        case Keyword.STOP:
            company.opted_out.add(pair)
            answer = ANSWERS[Keyword.STOP]
        case Keyword.START if pair in company.opted_out:
            company.opted_out.discard(pair)
            answer = ANSWERS[Keyword.START]
        case Keyword.HELP:
            answer = ANSWERS[Keyword.HELP]
        case _:
            return
    company.log.add(
        "text",
        direction="to_person",
        number=text.from_,
        by="carrier",
        text=answer,
        **{"from": text.to, "to": text.from_},
    )


async def _pass_on(company: Company, line: Line, text: Text) -> None:
    """Ask the line's webhook, and after an error its fallback."""
    error: dict[str, str] = {}
    for url, method in (
        (line.sms_url, line.sms_method),
        (line.sms_fallback_url, line.sms_fallback_method),
    ):
        if not url:
            return
        try:
            form = _parameters(company, text) | error
            reply = await send(company, url, form, method=method, what="text", text=text.sid)
            for body, callback in _answers(reply):
                _answer(company, text, body, callback)
            return
        except (WebhookFailed, Refused) as wrong:
            company.log.add("error", message=text.sid, code=wrong.code, text=wrong.reason, url=url)
            error = {"ErrorCode": str(wrong.code), "ErrorUrl": url}


def _answers(reply: Reply) -> list[tuple[str, Callback | None]]:
    """The texts in an answer; plain text is sent as it is, which surprises many."""
    if not reply.body.strip():
        return []
    if reply.content_type.partition(";")[0].strip().casefold() == "text/plain":
        return [(reply.body.decode(errors="replace"), None)]
    if not is_twiml(reply.content_type):
        raise Refused(12300, f"the answer is {reply.content_type or 'of no type'}")
    return [
        (words(verb), _callback(reply, verb)) for verb in read(reply.body, TEXT_VERBS).verbs if words(verb)
    ]


def _callback(reply: Reply, message: Element) -> Callback | None:
    url = message.get("statusCallback") or message.get("action")
    return Callback(urljoin(reply.url, url)) if url else None


def _answer(company: Company, text: Text, body: str, callback: Callback | None) -> None:
    if (text.to, text.from_) in company.opted_out:
        company.log.add("error", message=text.sid, code=21610, text="the recipient said STOP", url="")
        return
    submit(company, Text(new_sid("SM"), "outbound-reply", text.to, text.from_, body, callback), create=0)


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
    }
