"""The police line: badge and PIN, then a new message, the reports that wait, the running message, and the feedback owed.
Every action of an officer may end with `signed_out`: the session is over, or the officer was revoked."""

from flows.engine.steps import Ask, Do, End, Enter, Flow, Menu, Pause, Play, Record, Say, Transfer

OUT = {"signed_out": "signed_out"}
KINDS = {"1": "fresh", "2": "older", "3": "notice", "4": "drill"}
FACTS = {"1": "burglary", "2": "suspicious_person", "3": "suspicious_vehicle", "4": "theft", "5": "vandalism", "6": "other"}
OUTCOMES = {"1": "caught", "2": "fled", "3": "false_alarm", "4": "investigated", "5": "spoken"}

POLICE_LINE = Flow(
    "police_line",
    give_up="goodbye",
    entrances=frozenset({"signed_in", "main"}),
    renamed={"network_is": "kind"},
    steps={
        "welcome":          Say(then="badge"),
        "badge":            Ask(digits=5, then="pin"),
        "pin":              Ask(digits=6, secret=True, then="check_pin"),
        "check_pin":        Do("check_pin", {"right": "signed_in", "call_back": "call_back", "no_number": "no_number",
                                             "wrong": "not_known", "locked": "locked"}, changes=True),
        "not_known":        Say(then="badge"),
        "locked":           Say(then="goodbye"),
        "call_back":        Say(then="goodbye"),
        "no_number":        Say(then="goodbye"),
        "signed_out":       Say(then="badge"),

        # entrance: signed in, here or after the call back
        "signed_in":        Do("where_to", {"report": "alert_of_it", "draft": "has_draft", "menu": "count_waiting"} | OUT),
        "has_draft":        Menu({"1": "resume_draft", "2": "drop_draft", "9": "count_waiting"}, silence="count_waiting", patient=True),
        "resume_draft":     Do("resume_draft", {"message": "check_charter", "answer": "is_ready", "gone": "count_waiting"} | OUT, changes=True),
        "drop_draft":       Do("drop_draft", {"dropped": "draft_dropped"} | OUT, changes=True),
        "draft_dropped":    Say(then="count_waiting"),
        "count_waiting":    Do("count_waiting", {"none": "main", "one": "one_waits", "some": "some_wait"} | OUT),
        "one_waits":        Say(then="main"),
        "some_wait":        Say(then="main"),
        "main":             Menu({"1": "new_message", "2": "newest_report", "3": "running_alert", "4": "owed", "5": "pin_menu"}),

        # 1: a new message. For which network …
        "new_message":      Do("new_message", {"one": "already", "several": "network", "none": "no_network"} | OUT),
        "network":          Ask(digits=4, then="find_network"),
        "find_network":     Do("find_network", {"found": "already", "several": "network_choice", "unknown": "no_such_network"} | OUT),
        "network_choice":   Menu({"1": "choose_network", "2": "next_network", "9": "main"}),
        "next_network":     Do("next_network", {"next": "network_choice"} | OUT),
        "choose_network":   Do("choose_network", {"chosen": "already", "unknown": "no_such_network"} | OUT),
        "no_such_network":  Say(then="network"),
        "no_network":       Say(then="main"),
        "already":          Do("look_for_running", {"no": "near", "yes": "already_runs"} | OUT),
        "already_runs":     Say(then="near"),
        "near":             Do("look_for_neighbours", {"none": "kind", "some": "kind_near"} | OUT),

        # … of what kind, and what does the charter say …
        "kind":             Menu(dict.fromkeys(KINDS, "check_charter"), fact="intended", values=KINDS),
        "kind_near":        Menu(dict.fromkeys(KINDS, "check_charter") | {"9": "add_neighbours"}, fact="intended", values=KINDS),
        "add_neighbours":   Do("add_neighbours", {"added": "with_neighbours"} | OUT),
        "with_neighbours":  Say(then="kind"),
        "check_charter":    Do("check_charter", {"fits": "start_with", "what": "what", "needs": "needs", "refused": "refused"} | OUT),
        "what":             Menu(dict.fromkeys(FACTS, "check_charter"), fact="fact_kind", values=FACTS),
        "needs":            Menu({"1": "check_charter", "2": "check_charter"}, fact="needs_met", values={"1": "yes", "2": "no"}),
        "refused":          Menu({"1": "override", "9": "cancelled"}),
        "override":         Do("open_override", {"open": "reason"} | OUT, changes=True),
        "reason":           Record("keep_reason", then="overridden", empty="reason_empty", seconds=20),
        "reason_empty":     Menu({"1": "override", "9": "cancelled"}),
        "overridden":       Say(then="start_with"),

        # … in whose words …
        "start_with":       Do("start_with", {"own": "open_draft", "recording": "whose_words", "resumed": "is_ready"} | OUT),
        "whose_words":      Menu({"1": "open_draft", "2": "draft_of_report", "9": "cancelled"}),
        "draft_of_report":  Do("draft_of_report", {"open": "is_ready", "gone": "open_draft"} | OUT, changes=True),
        "open_draft":       Do("open_draft", {"message": "message", "answer": "speak"} | OUT, changes=True),
        "message":          Record("keep_draft", then="is_ready", empty="draft_empty", seconds=60),
        "speak":            Record("keep_draft", then="is_ready", empty="draft_empty", seconds=60),
        "draft_empty":      Menu({"1": "open_draft", "9": "cancelled"}),
        "is_ready":         Do("recording_ready", {"yes": "hear_back", "not_yet": "one_moment", "failed": "not_heard_back"}),
        "one_moment":       Pause(1, then="is_ready", at_most=10, otherwise="not_heard_back"),
        "hear_back":        Say(then="draft_audio"),
        "draft_audio":      Play("draft_audio", then="count"),
        "not_heard_back":   Menu({"1": "count", "2": "open_draft", "9": "cancelled"}),

        # … to how many, and off it goes
        "count":            Do("count_members", {"some": "confirm", "feedback": "confirm_feedback", "nobody": "nobody"} | OUT),
        "nobody":           Say(then="main"),
        "confirm":          Menu({"1": "start", "2": "open_draft", "9": "cancelled"}),
        "confirm_feedback": Menu({"1": "start", "2": "open_draft", "3": "to_coordinator", "9": "cancelled"}),
        "to_coordinator":   Do("to_coordinator", {"set": "start", "nobody": "no_coordinator"} | OUT, changes=True),
        "no_coordinator":   Say(then="confirm_feedback"),
        "start":            Do("start_broadcast", {"started": "running", "sent": "is_sent", "refused": "not_started", "approval": "approval_asked",
                                                   "no_colleague": "nobody_approves"} | OUT, changes=True),
        "running":          Say(then="stay"),
        "is_sent":          Say(then="main"),
        "not_started":      Say(then="main"),
        "cancelled":        Do("cancel_draft", {"cancelled": "was_cancelled"}, changes=True),
        "was_cancelled":    Say(then="main"),

        # a second officer approves
        "nobody_approves":  Say(then="main"),
        "approval_asked":   Say(then="approval_moment"),
        "approval_moment":  Pause(2, then="approval", at_most=45, otherwise="approval_slow"),
        "approval":         Do("look_for_approval", {"started": "running", "refused": "not_approved", "not_yet": "approval_moment"}),
        "approval_slow":    Menu({"1": "approval_moment", "9": "cancelled"}, patient=True),
        "not_approved":     Say(then="main"),

        # the officer stays on the line, and hears what is new as it comes
        "stay":             Menu({"1": "running_alert", "9": "main"}, silence="listen", seconds=3),
        "listen":           Do("listen", {"spoken": "new_sighting", "written": "new_written", "progress": "how_far", "quiet": "quiet",
                                          "trouble": "in_trouble", "well": "well_again", "over": "no_alert"} | OUT),
        "in_trouble":       Say(then="quiet"),
        "well_again":       Say(then="quiet"),
        "new_sighting":     Say(then="new_audio"),
        "new_audio":        Play("sighting_audio", then="quiet"),
        "new_written":      Say(then="quiet"),
        "how_far":          Say(then="quiet"),
        "quiet":            Menu({"1": "running_alert", "9": "main"}, silence="listen", seconds=4, quiet=True),

        # 2: the reports that wait, newest first
        "newest_report":    Do("newest_report", {"spoken": "report_intro", "written": "report_written", "none": "no_reports"} | OUT),
        "next_report":      Do("next_report", {"spoken": "report_intro", "written": "report_written", "none": "no_reports"} | OUT),
        "report_intro":     Say(then="report_ready"),
        "report_ready":     Do("report_ready", {"yes": "report_audio", "not_yet": "report_moment", "failed": "report_silent"}),
        "report_moment":    Pause(1, then="report_ready", at_most=10, otherwise="report_silent"),
        "report_audio":     Play("report_audio", then="report_choose"),
        "report_silent":    Say(then="report_choose"),
        "report_written":   Say(then="report_choose"),
        "report_choose":    Menu({"1": "next_report", "2": "alert_of_it", "3": "handled", "4": "ring_reporter", "9": "main"}),
        "alert_of_it":      Do("alert_of_report", {"known": "message_for", "unknown": "new_message"} | OUT),
        "message_for":      Say(then="already"),
        "handled":          Do("handle_report", {"handled": "was_handled"} | OUT, changes=True),
        "was_handled":      Say(then="next_report"),
        "no_reports":       Say(then="main"),
        "ring_reporter":    Do("find_reporter", {"known": "ringing_reporter", "unknown": "no_reporter"} | OUT, changes=True),
        "ringing_reporter": Say(then="reporter"),
        "reporter":         Transfer("reporter", answered="report_choose", unanswered="reporter_away"),
        "reporter_away":    Say(then="report_choose"),
        "no_reporter":      Say(then="report_choose"),

        # 3: the message that runs
        "running_alert":    Do("find_running_alert", {"live": "progress", "trouble": "trouble_too", "none": "no_alert"} | OUT),
        "no_alert":         Say(then="main"),
        "progress":         Say(then="newest_sighting"),
        "trouble_too":      Say(then="newest_sighting"),
        "newest_sighting":  Do("newest_sighting", {"spoken": "sighting_intro", "written": "sighting_written", "none": "alert_choose"} | OUT),
        "older_sighting":   Do("older_sighting", {"spoken": "sighting_older", "written": "older_written", "none": "no_sighting"} | OUT),
        "sighting_intro":   Say(then="sighting_audio"),
        "sighting_older":   Say(then="sighting_audio"),
        "sighting_audio":   Play("sighting_audio", then="alert_choose"),
        "sighting_written": Say(then="alert_choose"),
        "older_written":    Say(then="alert_choose"),
        "no_sighting":      Say(then="alert_choose"),
        "alert_choose":     Menu({"1": "running_alert", "2": "over", "3": "stop", "4": "correct", "5": "older_sighting", "9": "main"},
                                 silence="listen"),
        "over":             Do("end_alert", {"told": "is_over", "nobody": "is_over_quietly", "none": "no_alert"} | OUT, changes=True),
        "is_over":          Say(then="main"),
        "is_over_quietly":  Say(then="main"),
        "stop":             Do("stop_alert", {"stopped": "is_stopped", "none": "no_alert"} | OUT, changes=True),
        "is_stopped":       Menu({"1": "tell_over", "2": "correct", "9": "main"}, silence="main", patient=True),
        "tell_over":        Do("tell_over", {"told": "over_told", "nobody": "nobody"} | OUT, changes=True),
        "over_told":        Say(then="main"),
        "correct":          Do("correct_alert", {"correct": "open_draft", "none": "no_alert"} | OUT),

        # 4: feedback owed
        "owed":             Do("find_owed", {"some": "owed_for", "none": "nothing_owed"} | OUT),
        "nothing_owed":     Say(then="main"),
        "owed_for":         Say(then="outcome"),
        "outcome":          Menu(dict.fromkeys("1234", "draft_outcome") | {"5": "open_draft", "9": "main"}, fact="outcome", values=OUTCOMES),
        "draft_outcome":    Do("draft_outcome", {"open": "outcome_is"} | OUT, changes=True),
        "outcome_is":       Say(then="count"),

        # 5: PINs; a forgotten one is reset by another officer
        "pin_menu":         Menu({"1": "new_pin", "2": "colleague", "9": "main"}),
        "new_pin":          Enter("new_pin"),
        "colleague":        Ask(digits=5, then="find_colleague"),
        "find_colleague":   Do("find_colleague", {"found": "reset_for", "no_number": "colleague_mute", "unknown": "no_colleague"} | OUT),
        "no_colleague":     Say(then="main"),
        "colleague_mute":   Say(then="main"),
        "reset_for":        Menu({"1": "reset", "9": "main"}),
        "reset":            Do("reset_pin", {"rung": "colleague_rung"} | OUT, changes=True),
        "colleague_rung":   Say(then="main"),

        "goodbye":          End(),
    },
)

# What an officer hears from dialling to "1 send": several networks, reports that wait, an urgent message, spoken at once.
TO_SEND = ("welcome", "badge", "pin", "some_wait", "main", "network", "kind", "message", "hear_back", "confirm")
