"""All actions by the name that the tables give them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flows.engine.visit import Outcome, Spoken, Visit
from ivr.desk import (
    alert,
    approving,
    choosing,
    drafts,
    duty,
    hotline,
    joining,
    membership,
    messages,
    new_pins,
    owing,
    police,
    running,
    sending,
    texting,
    unheard,
    waiting,
)
from ivr.desk.desk import Desk

Action = Callable[[Desk, Visit], Outcome]
Keep = Callable[[Desk, Visit, Spoken], Outcome]

ACTIONS: Mapping[str, Action] = {
    action.__name__: action
    for action in (
        hotline.greet_caller, hotline.confirm_alert, hotline.open_sighting, hotline.start_report, hotline.report_for_this,
        hotline.report_for_other, hotline.open_report, hotline.report_is_empty, hotline.tell_report_number,
        hotline.find_own_report, hotline.find_dispatch,
        messages.find_recent_alert, messages.find_next_alert, messages.find_same_alert, messages.find_latest_message,
        messages.find_older_message, messages.ask_messages,
        membership.open_membership, membership.pause_phone, membership.resume_phone, membership.keep_language,
        membership.how_reached, membership.ask_wants, membership.ask_nights, membership.first_of_own,
        membership.next_of_own, membership.ask_leave,
        joining.begin_joining, joining.first_at_postcode, joining.next_at_postcode, joining.network_by_code,
        joining.open_joining, joining.name_is_empty, joining.how_proven, joining.answer_call_back, joining.prove_number,
        joining.refuse_proof,
        alert.answer_alert, alert.find_message, alert.which_choice, alert.was_told, alert.wants_it_again,
        alert.machine_verdict, alert.after_beep, alert.machine_heard, alert.how_it_ended, alert.take_pause, alert.leave_network, alert.find_news,
        duty.answer_duty, duty.take_report, duty.hear_report_again, duty.report_ready, duty.more_reports, duty.pass_on, unheard.find_unheard,
        police.check_pin, police.answer_officer_call, police.sign_in_again, police.where_to,
        waiting.count_waiting, waiting.newest_report, waiting.next_report, waiting.handle_report, waiting.alert_of_report,
        waiting.find_reporter,
        choosing.new_message, choosing.find_network, choosing.next_network, choosing.choose_network, choosing.look_for_running,
        choosing.look_for_neighbours, choosing.add_neighbours, choosing.check_charter, choosing.open_override,
        drafts.start_with, drafts.open_draft, drafts.draft_of_report, drafts.draft_outcome, drafts.recording_ready,
        drafts.cancel_draft, drafts.drop_draft, drafts.resume_draft,
        sending.count_members, sending.to_coordinator, sending.start_broadcast, sending.look_for_approval,
        approving.answer_approval, approving.approval_message, approving.approve, approving.refuse_approval,
        running.find_running_alert, running.newest_sighting, running.older_sighting, running.listen, running.end_alert,
        running.stop_alert, running.tell_over, running.correct_alert,
        owing.find_owed,
        new_pins.whose_pin, new_pins.keep_first_pin, new_pins.set_new_pin, new_pins.find_colleague, new_pins.reset_pin,
        texting.read_text,
    )
}  # fmt: skip

KEEPS: Mapping[str, Keep] = {
    keep.__name__: keep
    for keep in (hotline.keep_report, joining.keep_name, drafts.keep_draft, choosing.keep_reason)
}


class AtDesk:
    """The desk as the walk asks it: an action by its name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def do(self, action: str, visit: Visit, said: Spoken | None = None) -> Outcome:
        """Do the named action for this visit; raises KeyError when there is none of that name."""
        return (
            KEEPS[action](self._desk, visit, said) if said is not None else ACTIONS[action](self._desk, visit)
        )
