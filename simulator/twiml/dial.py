"""Dial: other phones are rung, and the first that answers talks with this one."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from simulator.answering import answered
from simulator.legs import Ending, HungUp, Leg, Listening, Redirected, Source
from simulator.twiml.document import Refused, words
from simulator.twiml.number import Joining, new_child, ring_child
from simulator.twiml.stage import Stage
from simulator.twiml.taking import Taking, facts, insert, keep
from simulator.twiml.values import is_true
from simulator.world import Call

MOST_NUMBERS = 10


@dataclass(slots=True)
class Dialling:
    """What has come of a Dial so far."""

    joining: Joining
    children: list[Call] = field(default_factory=list)
    taking: Taking | None = None
    began: float = 0.0
    told: dict[str, str] = field(default_factory=dict)


async def dial(stage: Stage, element: Element) -> Source | None:
    """Ring numbers and join the first to this call; afterwards the action, or the next verb."""
    if stage.call.parent:
        raise Refused(13201, "a dialled call cannot dial")
    dialling = Dialling(Joining(lambda child: _join(stage, element, dialling, child)))
    if is_true(element.get("hangupOnStar")):
        stage.leg.keys.clear()
        stage.leg.listening = Listening.DIAL
    try:
        await _ring_all(stage, element, dialling)
    except (HungUp, Redirected):
        _end(dialling.children)
        raise
    finally:
        stage.leg.listening = Listening.NOTHING
        stage.leg.peer = None
        for child in dialling.children:
            child.leg.peer = None
        _stop_taking(stage, dialling)
    if element.get("action") is None:
        return None
    return stage.action(element, _result(dialling) | dialling.told)


async def _ring_all(stage: Stage, element: Element, dialling: Dialling) -> None:
    _start_taking(stage, element, dialling, "record-from-ringing")
    at_once = [_numbers(stage, element)]
    if is_true(element.get("sequential")):
        at_once = [[number] for number in at_once[0]]
    for numbers in at_once:
        await _ring(stage, element, dialling, numbers)
        if dialling.joining.child is not None:
            return


async def _ring(
    stage: Stage, element: Element, dialling: Dialling, numbers: list[tuple[Element, str]]
) -> None:
    """Ring these at once, until all are over or the one that was joined is."""
    children = [new_child(stage, element, noun, number) for noun, number in numbers]
    dialling.children += children
    work = [
        stage.company.start(ring_child(stage, noun, child, dialling.joining))
        for (noun, _), child in zip(numbers, children, strict=True)
    ]
    while not all(child.over for child in children):
        await stage.leg.attend(lambda: all(child.over for child in children) or _star(stage.leg), None)
        if _star(stage.leg):
            _end(children)
            stage.leg.keys.clear()
    for task in work:
        await task


def _join(stage: Stage, element: Element, dialling: Dialling, child: Call) -> None:
    """The two hear each other from now on, and no other phone rings any longer."""
    if is_true(element.get("answerOnBridge")) and stage.call.answered_at is None:
        answered(stage.company, stage.call)
    dialling.began = dialling.began or stage.company.clock.now()
    _start_taking(stage, element, dialling, "record-from-answer", "true")
    child.leg.peer, stage.leg.peer = stage.leg, child.leg
    _end([other for other in dialling.children if other is not child])
    child.leg.ring()
    stage.leg.ring()


def _star(leg: Leg) -> bool:
    return leg.listening is Listening.DIAL and "*" in leg.keys


def _end(children: list[Call]) -> None:
    for child in children:
        child.leg.end(Ending.CANCELLED if child.answered_at is None else Ending.DOCUMENT)


def _numbers(stage: Stage, element: Element) -> list[tuple[Element, str]]:
    """Whom to ring; a Dial may have one number as its own words."""
    nouns = element.findall("Number") or [element]
    found = [(noun, words(noun).replace(" ", "")) for noun in nouns]
    if len(found) > MOST_NUMBERS:
        stage.warn(13250, f"{len(found)} numbers are more than {MOST_NUMBERS}")
    return found[:MOST_NUMBERS]


def _result(dialling: Dialling) -> dict[str, str]:
    child = dialling.joining.child or dialling.children[-1]
    result = {
        "DialCallStatus": child.status,
        "DialCallSid": child.sid,
        "DialBridged": str(dialling.joining.child is not None).lower(),
    }
    if child.answered_at is not None:
        result["DialCallDuration"] = str(child.duration)
    return result


def _start_taking(stage: Stage, element: Element, dialling: Dialling, *modes: str) -> None:
    wanted = element.get("record", "")
    if wanted.removesuffix("-dual") in modes and dialling.taking is None:
        channels = 2 if wanted.endswith("-dual") else 1
        dialling.began = dialling.began or stage.company.clock.now()
        dialling.taking = insert(stage, element, "DialVerb", channels)


def _stop_taking(stage: Stage, dialling: Dialling) -> None:
    """Keep what both said while they talked."""
    child = dialling.joining.child
    if dialling.taking is None or child is None:
        return
    now = stage.company.clock.now()
    spoken = [
        said
        for leg in (stage.leg, child.leg)
        for said in leg.utterances
        if said.voice == "person" and said.started >= dialling.began
    ]
    said = " ".join(each.heard(now) for each in sorted(spoken, key=lambda each: each.started))
    dialling.told = facts(stage.company, keep(stage, dialling.taking, said, now - dialling.began))
