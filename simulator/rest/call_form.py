"""What a request to make a call says, and whether the carrier would make it."""

from simulator.legs import Source
from simulator.numbering import can_be_dialled
from simulator.rates import LONGEST_CALL_QUEUE
from simulator.rest import magic
from simulator.rest.errors import Refusal, check_length, is_url
from simulator.world import Callback, Company, Detection

EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})
_URLS = ("Url", "StatusCallback", "FallbackUrl", "AsyncAmdStatusCallback")


def check(company: Company, form: dict[str, str]) -> None:
    """Raise the refusal that the real one would give."""
    _check_numbers(company, form.get("To", ""), form.get("From", ""))
    if application := form.get("ApplicationSid"):
        raise Refusal(21218, application)
    if not form.get("Url") and not form.get("Twiml"):
        raise Refusal(21205)
    if not form.get("Url"):
        check_length(form["Twiml"])
    for name in _URLS:
        if form.get(name) and not is_url(form[name]):
            raise Refusal(21205, form[name])
    if company.call_turns.seconds() > LONGEST_CALL_QUEUE:
        raise Refusal(22005)


def _check_numbers(company: Company, to: str, from_: str) -> None:
    if not to:
        raise Refusal(21201)
    if not from_:
        raise Refusal(21213)
    if to in magic.CALLS_TO:
        raise Refusal(magic.CALLS_TO[to], to)
    if not can_be_dialled(to):
        raise Refusal(21211, to)
    if from_ in magic.CALLS_FROM or not can_be_dialled(from_):
        raise Refusal(21212, from_)
    if from_ not in company.lines:
        raise Refusal(21210, from_)


def source(form: dict[str, str]) -> Source:
    """Where the call's words come from: the URL, if there is one."""
    if url := form.get("Url"):
        return Source(url, _method(form, "Method"))
    return Source(twiml=form.get("Twiml", ""))


def fallback(form: dict[str, str]) -> Source | None:
    """Where they come from when that fails."""
    url = form.get("FallbackUrl")
    return Source(url, _method(form, "FallbackMethod")) if url else None


def callback(form: dict[str, str], name: str, events: frozenset[str]) -> Callback | None:
    """Where to tell what, if anywhere; an event that does not exist spoils them all, as with the real one."""
    url = form.get(name)
    if not url or events - EVENTS:
        return None
    return Callback(url, _method(form, f"{name}Method"), events)


def detection(form: dict[str, str]) -> Detection | None:
    """What was asked about answering machines."""
    kind = form.get("MachineDetection", "")
    if kind not in ("Enable", "DetectMessageEnd"):
        return None
    asynchronous = form.get("AsyncAmd", "").casefold() == "true"
    return Detection(
        until_the_end=kind == "DetectMessageEnd",
        asynchronous=asynchronous,
        callback=callback(form, "AsyncAmdStatusCallback", frozenset()) if asynchronous else None,
        timeout=seconds(form, "MachineDetectionTimeout", 30),
        speech=seconds(form, "MachineDetectionSpeechThreshold", 2400) / 1000,
        speech_end=seconds(form, "MachineDetectionSpeechEndThreshold", 1200) / 1000,
        silence=seconds(form, "MachineDetectionSilenceTimeout", 5000) / 1000,
    )


def seconds(form: dict[str, str], name: str, default: int) -> int:
    """A whole number, or what it is without one."""
    given = form.get(name, "")
    return int(given) if given.isascii() and given.isdigit() else default


def _method(form: dict[str, str], name: str) -> str:
    return form.get(name, "POST").upper()
