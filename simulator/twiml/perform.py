"""A document is performed: verb by verb, document after document, until the call ends."""

from collections.abc import Awaitable, Callable
from xml.etree.ElementTree import Element

from simulator.answering import answered
from simulator.callbacks import call_parameters
from simulator.legs import Ending, HungUp, Redirected, Source
from simulator.sounds import spoken_seconds
from simulator.twiml.dial import dial
from simulator.twiml.document import Document, Refused, is_twiml, read, words
from simulator.twiml.gather import gather
from simulator.twiml.record import record
from simulator.twiml.speaking import pause, play, say
from simulator.twiml.stage import Stage
from simulator.webhooks import WebhookFailed, send
from simulator.world import Call, Company

APOLOGY = "We are sorry, an application error has occurred. Goodbye."

Verb = Callable[[Stage, Element], Awaitable[Source | None]]


async def converse(company: Company, call: Call) -> None:
    """Obey the call's documents until it is over; raises HungUp when somebody ends it before."""
    source: Source | None = call.source
    while source is not None:
        try:
            source = await obey(company, call, source)
        except Redirected as moved:
            source = moved.source
    call.leg.end(Ending.DOCUMENT)


async def obey(company: Company, call: Call, source: Source) -> Source | None:
    """One document; returns where the call goes on, or None at its end."""
    try:
        document, here = await _fetch(company, call, source)
        call.leg.check()
        return await _run(Stage(company, call, here), document)
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
    if not is_twiml(reply.content_type):
        raise Refused(12300, f"the answer is {reply.content_type or 'of no type'}")
    return read(reply.body), reply.url


async def _run(stage: Stage, document: Document) -> Source | None:
    for warning in document.warnings:
        stage.warn(12200, warning)
    if stage.call.direction == "inbound" and stage.call.answered_at is None:
        _pick_up(stage, document)
    for element in document.verbs:
        source = await _VERBS[element.tag](stage, element)
        stage.leg.check()
        if source is not None:
            return source
    return None


def _pick_up(stage: Stage, document: Document) -> None:
    """The carrier answers as soon as it has something to say, unless that is a refusal."""
    if not document.verbs or document.verbs[0].tag != "Reject":
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


async def _say(stage: Stage, element: Element) -> Source | None:
    await say(stage, element)
    return None


async def _play(stage: Stage, element: Element) -> Source | None:
    await play(stage, element)
    return None


async def _pause(stage: Stage, element: Element) -> Source | None:
    await pause(stage, element)
    return None


async def _redirect(stage: Stage, element: Element) -> Source | None:
    return Source(stage.resolve(words(element)), element.get("method", "POST").upper())


async def _hangup(stage: Stage, element: Element) -> Source | None:
    del element
    stage.leg.end(Ending.DOCUMENT)
    raise HungUp(Ending.DOCUMENT)


async def _reject(stage: Stage, element: Element) -> Source | None:
    busy = element.get("reason") == "busy"
    stage.leg.end(Ending.REJECTED_AS_BUSY if busy else Ending.REJECTED)
    raise HungUp(Ending.REJECTED)


_VERBS: dict[str, Verb] = {
    "Say": _say,
    "Play": _play,
    "Gather": gather,
    "Record": record,
    "Dial": dial,
    "Pause": _pause,
    "Redirect": _redirect,
    "Hangup": _hangup,
    "Reject": _reject,
}
