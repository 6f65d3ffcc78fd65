"""A document is performed: verb by verb, document after document, until the call ends."""

from collections.abc import Awaitable, Callable
from xml.etree.ElementTree import Element

from simulator.answering import answered
from simulator.callbacks import call_parameters
from simulator.legs import Ending, Redirected, Source
from simulator.sounds import spoken_seconds
from simulator.twiml.dial import dial
from simulator.twiml.document import Document, Refused, is_twiml, read
from simulator.twiml.gather import gather
from simulator.twiml.hangup import hangup
from simulator.twiml.pause import pause
from simulator.twiml.play import play
from simulator.twiml.record import record
from simulator.twiml.redirect import redirect
from simulator.twiml.reject import reject
from simulator.twiml.say import say
from simulator.twiml.stage import Stage
from simulator.twiml.values import is_true
from simulator.webhooks import WebhookFailed, send
from simulator.world import Call, Company

APOLOGY = "We are sorry, an application error has occurred. Goodbye."

Verb = Callable[[Stage, Element], Awaitable[Source | None]]


async def converse(company: Company, call: Call) -> None:
    """Obey the call's documents until it is over; raises HungUp when somebody ends it before."""
    await perform(company, call, call.source)
    call.leg.end(Ending.DOCUMENT)


async def perform(company: Company, call: Call, first: Source) -> None:
    """Obey a document and those that follow from it; raises HungUp. The call itself goes on."""
    source: Source | None = first
    while source is not None:
        try:
            source = await obey(company, call, source)
        except Redirected as moved:
            source = moved.source


async def obey(company: Company, call: Call, source: Source) -> Source | None:
    """One document; returns where the call goes on, or None at its end."""
    try:
        document, here = await _fetch(company, call, source)
        call.leg.check()
        return await _run(Stage(company, call, here, perform), document)
    except (Refused, WebhookFailed) as wrong:
        url = wrong.url if isinstance(wrong, WebhookFailed) else source.url
        company.log.add("error", call=call.sid, code=wrong.code, text=wrong.reason, url=url)
        call.leg.check()
        return await _go_wrong(company, call, source, (("ErrorCode", str(wrong.code)), ("ErrorUrl", url)))


async def _fetch(company: Company, call: Call, source: Source) -> tuple[Document, str]:
    if source.twiml:
        return read(source.twiml.encode()), ""
    parameters = call_parameters(company, call) | dict(source.parameters)
    reply = await send(company, source.url, parameters, method=source.method, what="voice", call=call.sid)
    if reply.is_empty_stream:
        raise Refused(11770, "the answer is empty")
    if not is_twiml(reply.content_type):
        raise Refused(12300, f"the answer is {reply.content_type or 'of no type'}")
    return read(reply.body), reply.url


async def _run(stage: Stage, document: Document) -> Source | None:
    for code, warning in document.warnings:
        stage.warn(code, warning)
    if not document.verbs:
        _pick_up(stage)
    for element in document.verbs:
        if _answers(element):
            _pick_up(stage)
        source = await VERBS[element.tag](stage, element)
        stage.leg.check()
        if source is not None:
            return source
    return None


def _answers(element: Element) -> bool:
    """Whether the carrier answers a ringing call for this verb."""
    if element.tag == "Dial":
        return not is_true(element.get("answerOnBridge"))
    return element.tag not in ("Reject", "Pause", "Redirect")


def _pick_up(stage: Stage) -> None:
    if stage.call.direction == "inbound" and stage.call.answered_at is None:
        answered(stage.company, stage.call)


async def _go_wrong(
    company: Company, call: Call, source: Source, error: tuple[tuple[str, str], ...]
) -> Source | None:
    """Where a call goes after an error: to its fallback, once; else an apology ends it."""
    tried = any(name == "ErrorCode" for name, _ in source.parameters)
    if call.fallback is not None and not tried:
        return Source(call.fallback.url, call.fallback.method, parameters=error)
    if call.direction == "inbound" and call.answered_at is None:
        answered(company, call)
    await call.leg.hear(APOLOGY, "man", spoken_seconds(APOLOGY))
    return None


def _then(verb: Callable[[Stage, Element], Awaitable[None]]) -> Verb:
    """A verb after which the document simply goes on."""

    async def perform_it(stage: Stage, element: Element) -> Source | None:
        await verb(stage, element)
        return None

    return perform_it


VERBS: dict[str, Verb] = {
    "Say": _then(say),
    "Play": _then(play),
    "Pause": _then(pause),
    "Gather": gather,
    "Record": record,
    "Dial": dial,
    "Redirect": redirect,
    "Hangup": hangup,
    "Reject": reject,
}
"""Every verb of a call's document, each in its own file."""
