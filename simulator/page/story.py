"""The page of one call or text: its facts, and its time line with every request, document and answer."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from simulator.log import Entry
from simulator.page.html import Html, join, page, table, tag
from simulator.world import Call, Company, Text

_STANDARD = frozenset({"n", "at", "time", "clock", "kind", "call", "message", "number"})
_NOT_SHOWN = frozenset({"webhook_answer"})
"""An answer stands with its request."""


def of_call(company: Company, call: Call) -> str:
    """The page of a call."""
    facts = {
        "From": call.from_,
        "To": call.to,
        "Direction": call.direction,
        "Status": call.status,
        "Lasted": "" if call.duration is None else f"{call.duration} s",
        "Answered by": call.answered_by,
        "Ended by": call.leg.gone,
        "Part of": _call_link(call.parent) if call.parent else None,
        "On the answering machine": _tape(call),
    }
    return page(f"Call {call.sid}", _facts(facts), _time_line(company, company.log.about(call.sid)))


def of_text(company: Company, text: Text) -> str:
    """The page of a text."""
    facts = {
        "From": text.from_,
        "To": text.to,
        "Direction": text.direction,
        "Status": text.status,
        "Error": text.error,
        "Words": text.body,
    }
    return page(f"Text {text.sid}", _facts(facts), _time_line(company, company.log.about(text.sid)))


def _facts(facts: Mapping[str, Any]) -> Html:
    pairs = [
        join(tag("dt", name), tag("dd", value)) for name, value in facts.items() if value not in (None, "")
    ]
    return tag("dl", *pairs)


def _call_link(sid: str) -> Html:
    return tag("a", sid, href=f"/calls/{sid}")


def _tape(call: Call) -> Html | None:
    if call.tape is None:
        return None
    sound = tag("a", f"listen, {call.tape.seconds:.1f} s", href=f"/sim/calls/{call.sid}/tape.wav")
    return join(tag("q", call.tape.words), " ", sound)


def _time_line(company: Company, entries: list[Entry]) -> Html:
    created = [company.log.get(int(entry["create"])) for entry in entries if entry.get("create")]
    whole = [entry for entry in created if entry is not None] + entries
    answers = {entry["webhook"]: entry for entry in entries if entry["kind"] == "webhook_answer"}
    shown = [_moment(entry, answers.get(entry["n"])) for entry in whole if entry["kind"] not in _NOT_SHOWN]
    return join(tag("h2", "What happened"), tag("ol", *shown, class_="line"))


def _moment(entry: Entry, answer: Entry | None) -> Html:
    clock = "" if entry["clock"] is None else f"{entry['clock']:.2f} s"
    moment = tag("time", clock, datetime=entry["time"], title=entry["time"])
    return tag(
        "li", moment, " ", tag("strong", _title(entry)), " ", _told(entry, answer), class_=entry["kind"]
    )


def _title(entry: Entry) -> str:
    match entry["kind"]:
        case "webhook":
            return f"asked the application ({entry['what']})"
        case "error":
            return f"error {entry['code']}"
        case "call_status" | "text_status":
            return str(entry["status"])
    return str(entry["kind"]).replace("_", " ")


def _told(entry: Entry, answer: Entry | None) -> Html:
    match entry["kind"]:
        case "webhook":
            return _webhook(entry, answer)
        case "create_call" | "create_text":
            return _create(entry)
        case "saying" | "heard" | "spoken" | "recorded" | "key" | "voicemail_heard" | "text":
            return join(tag("q", entry["text"]), " ", _rest(entry, "text"))
        case "call_status" | "text_status":
            return _rest(entry, "status", "direction", "from", "to", "create")
    return _rest(entry)


def _rest(entry: Entry, *but: str) -> Html:
    """Whatever else is known of it."""
    facts = [
        f"{name}: {value}"
        for name, value in entry.items()
        if name not in _STANDARD | set(but) and value not in (None, "")
    ]
    return tag("span", " · ".join(facts), class_="rest")


def _create(entry: Entry) -> Html:
    form = {str(name): str(value) for name, value in entry["form"].items()}
    document = form.pop("Twiml", "")
    twiml = _document("TwiML", document) if document else None
    return _folded("the request", twiml, _pairs("Form", form))


def _webhook(entry: Entry, answer: Entry | None) -> Html:
    headers = {str(name): str(value) for name, value in entry["headers"].items()}
    end = "no answer" if answer is None else f"{answer['status']} in {answer['ms']} ms"
    title = f"{entry['method']} {urlsplit(entry['url']).path}: {end}"
    form = dict(parse_qsl(entry["body"], keep_blank_values=True))
    return _folded(
        title,
        tag("p", "URL: ", tag("code", entry["url"])),
        tag("p", "Signature: ", tag("code", headers.pop("X-Twilio-Signature", "none"))),
        _document(f"Answer: {answer['status']} {answer['content_type']}", answer["body"]) if answer else None,
        _pairs("Parameters", form),
        _pairs("Headers", headers),
    )


def _folded(summary: str, *inside: Html | None) -> Html:
    return tag("details", tag("summary", summary), *inside)


def _pairs(caption: str, pairs: Mapping[str, str]) -> Html | None:
    return (
        table(caption, ["Name", "Value"], [[name, value] for name, value in pairs.items()]) if pairs else None
    )


def _document(title: str, body: str) -> Html:
    return join(tag("p", title), tag("pre", tag("code", body))) if body else tag("p", title)
