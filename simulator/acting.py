"""What is done on a phone once it is answered: a person plays a script, a voicemail records."""

from dataclasses import dataclass

from simulator.legs import Ending, Leg, Tape
from simulator.people import Answer, Behaviour, Script, Step
from simulator.world import Call, Company

_A_HAIR = 0.001
_FAX_WAITS = 30.0


@dataclass(slots=True)
class Place:
    """How far a script has come: what was heard before, and for which wait of the call it has acted."""

    utterance: int = 0
    character: int = 0
    waits: int = 0
    at_once: bool = False


async def behave(company: Company, call: Call, answer: Answer) -> None:
    """Be the one who picked up."""
    leg = call.leg
    if leg.interactive:
        return
    timer = None
    if answer.hangs_up_after is not None:
        timer = company.clock.call_later(answer.hangs_up_after, lambda: leg.end(Ending.PERSON))
    match answer.kind:
        case Behaviour.VOICEMAIL:
            await voicemail(company, call, answer)
        case Behaviour.FAX:
            await leg.until(lambda: leg.gone is not None, _FAX_WAITS)
            leg.end(Ending.PERSON)
        case _:
            await play_script(leg, answer.script)
            await leg.until(lambda: leg.gone is not None, None)
    if timer is not None:
        timer.cancel()


async def play_script(leg: Leg, script: Script) -> None:
    """Do step after step; then only listen."""
    place = Place()
    for step in script:
        if not await _moment(leg, step, place):
            return
        if await _act(leg, step):
            place = _after(leg, step)


async def voicemail(company: Company, call: Call, answer: Answer) -> None:
    """Greet, beep, record what is said, and hang up when the tape is full, or was full before."""
    leg = call.leg
    in_time = not await leg.until(lambda: leg.gone is not None, answer.greeting)
    if in_time and not answer.full:
        leg.records_from = company.clock.now()
        if answer.beep:
            leg.beeped_at = leg.records_from
            company.log.add("voicemail_beep", call=call.sid, number=leg.number)
        leg.ring()
        await leg.until(lambda: leg.gone is not None, answer.max_length)
    _remember(company, call)
    leg.end(Ending.PERSON)


def _remember(company: Company, call: Call) -> None:
    """Keep the tape, and write down what is on it: what began after the beep, and what was cut at either end."""
    leg, now = call.leg, company.clock.now()
    call.tape = tape(leg, now)
    begin = leg.records_from
    after = [] if begin is None else [said for said in leg.utterances if said.started >= begin - _A_HAIR]
    before = leg.utterances[: len(leg.utterances) - len(after)]
    texts = [said.heard(now) for said in after]
    company.log.add(
        "voicemail_heard",
        call=leg.call,
        number=leg.number,
        text=" ".join(texts),
        texts=texts,
        complete=bool(after) and texts[-1] == after[-1].text,
        cut_by_beep=begin is not None and bool(before) and (before[-1].ended or now) > begin,
    )


def tape(leg: Leg, now: float) -> Tape | None:
    """What a machine recorded until now, its first half sentence and its silences too; None: nothing."""
    begin = leg.records_from
    if begin is None or now <= begin:
        return None
    words = [said.between(begin, now) for said in leg.utterances]
    return Tape(" ".join(filter(None, words)), now - begin)


async def _moment(leg: Leg, step: Step, place: Place) -> bool:
    """Wait for a step's moment; returns False when the call ends before it."""
    if step.hears is not None:
        await _hears(leg, step.hears, place)
    elif not (place.at_once or step.wait is not None):
        await leg.until(lambda: leg.gone is not None or _is_asked(leg, place), None)
    if step.speak is not None and leg.peer is None:
        await leg.until(lambda: leg.gone is not None or leg.open_to_speech(), None)
    return leg.gone is None


def _is_asked(leg: Leg, place: Place) -> bool:
    """Whether the call waits for something, or somebody is at the other end to talk to."""
    return leg.peer is not None or (leg.waiting and leg.waits > place.waits)


async def _hears(leg: Leg, words: str, place: Place) -> None:
    while leg.gone is None:
        due = _due(leg, words.casefold(), place)
        now = leg.clock.now()
        if due is not None and due <= now:
            return
        seen = leg.version
        await leg.until(lambda: leg.version != seen, None if due is None else due - now)  # noqa: B023


def _due(leg: Leg, words: str, place: Place) -> float | None:
    """When these words will have been said; None while nobody is saying them."""
    now = leg.clock.now()
    before = ""
    for index, said in enumerate(leg.utterances[place.utterance :]):
        text = said.text if said.ended is None else said.heard(now)
        skipped = place.character if index == 0 else 0
        text = text[skipped:].casefold()
        found = (before + text).find(words)
        if found >= 0:
            return said.due(skipped + found + len(words) - len(before))
        before += text + " "
    return None


async def _act(leg: Leg, step: Step) -> bool:
    """Do it; returns False for a mere listening."""
    if step.wait is not None:
        await leg.until(lambda: leg.gone is not None, step.wait)
    elif step.press is not None:
        leg.press(step.press)
    elif step.speak is not None:
        await leg.speak(step.speak, step.seconds)
    elif step.hang_up:
        leg.end(Ending.PERSON)
    return True


def _after(leg: Leg, step: Step) -> Place:
    """Where the script stands after a step: what has been said so far is behind it."""
    # Speaking into a recording leaves it open: the same recording then waits once more, for a key or silence.
    waits = leg.waits - 1 if step.speak is not None and leg.waiting else leg.waits
    at_once = step.wait is not None
    if not leg.utterances:
        return Place(0, 0, waits, at_once)
    last = leg.utterances[-1]
    return Place(len(leg.utterances) - 1, len(last.heard(leg.clock.now())), waits, at_once)
