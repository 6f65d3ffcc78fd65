"""All actions by the name that the tables give them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flows.engine.visit import Outcome, Spoken, Visit
from ivr.desk import alert, duty, hotline, police, sending, texting
from ivr.desk.desk import Desk

Action = Callable[[Desk, Visit], Outcome]
Keep = Callable[[Desk, Visit, Spoken], Outcome]

ACTIONS: Mapping[str, Action] = {
    action.__name__: action
    for action in (
        hotline.greet_caller, hotline.find_recent_alert, hotline.find_latest_message, hotline.find_older_message,
        hotline.confirm_alert, hotline.open_sighting, hotline.start_report, hotline.open_report, hotline.report_is_empty,
        hotline.tell_report_number, hotline.find_dispatch,
        alert.answer_alert, alert.find_message, alert.which_choice, alert.was_told, alert.wants_it_again,
        alert.machine_verdict, alert.after_beep, alert.machine_heard,
        duty.answer_duty, duty.take_report, duty.hear_report_again, duty.report_ready, duty.more_reports, duty.pass_on,
        police.check_pin, police.count_waiting, police.newest_report, police.next_report, police.handle_report,
        police.alert_of_report, police.newest_sighting, police.find_owed,
        sending.find_own_network, sending.find_network, sending.look_for_running, sending.open_draft, sending.draft_outcome,
        sending.recording_ready, sending.count_members, sending.start_broadcast, sending.cancel_draft,
        sending.find_running_alert, sending.end_alert, sending.stop_alert,
        texting.read_text,
    )
}  # fmt: skip

KEEPS: Mapping[str, Keep] = {keep.__name__: keep for keep in (hotline.keep_report, sending.keep_draft)}


class AtDesk:
    """The desk as the walk asks it: an action by its name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def do(self, action: str, visit: Visit, said: Spoken | None = None) -> Outcome:
        """Do the named action for this visit; raises KeyError when there is none of that name."""
        return (
            KEEPS[action](self._desk, visit, said) if said is not None else ACTIONS[action](self._desk, visit)
        )
