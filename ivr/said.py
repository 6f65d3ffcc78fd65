"""What the caller did, out of the carrier's request."""

from __future__ import annotations

from flask import request

from carrier.words import is_id
from flows.engine.steps import Pause, Record, Transfer
from flows.engine.visit import Keyed, Said, Spoken, Transferred, Waited
from ivr.exchange import Exchange


def what_was_said(place: Exchange, flow: str, step: str) -> Said:
    """The caller's answer to this step."""
    form = request.form
    match place.flows[flow].steps.get(step) if flow in place.flows else None:
        case Record():
            return what_was_spoken()
        case Pause():
            return Waited()
        case Transfer():
            # who picked up, and did not want to be joined, was not reached
            answered = form.get("DialCallStatus") in {"completed", "answered"}
            return Transferred(answered and form.get("DialBridged") != "false")
        case _:
            return Keyed(form.get("Digits", ""))


def what_was_spoken() -> Spoken:
    """The recording that the carrier made of it."""
    form = request.form
    seconds = form.get("RecordingDuration", "0")
    hung_up = form.get("Digits") == "hangup" or form.get("CallStatus") == "completed"
    made = form.get("RecordingSid") if is_id(form.get("RecordingSid")) else None
    return Spoken(made, int(seconds) if seconds.isdecimal() else 0, hung_up)
