"""The police line: badge and PIN, then reports, a new message, the running alert, and the feedback that is owed."""

from flows.engine.steps import Ask, Do, End, Flow, Menu, Pause, Play, Record, Say

POLICE_LINE = Flow(
    "police_line",
    give_up="goodbye",
    steps={
        "welcome":          Say(then="badge"),
        "badge":            Ask(digits=5, then="pin"),
        "pin":              Ask(digits=6, secret=True, then="check_pin"),
        "check_pin":        Do("check_pin", {"right": "count_waiting", "wrong": "not_known", "locked": "locked"}, changes=True),
        "not_known":        Say(then="badge"),
        "locked":           Say(then="goodbye"),

        "count_waiting":    Do("count_waiting", {"none": "main", "one": "one_waits", "some": "some_wait"}),
        "one_waits":        Say(then="main"),
        "some_wait":        Say(then="main"),
        "main":             Menu({"1": "which", "2": "newest_report", "3": "running_alert", "4": "owed"}),

        # 1: a new message
        "which":            Do("find_own_network", {"one": "already", "several": "network", "none": "no_network"}),
        "network":          Ask(digits=4, then="find_network"),
        "find_network":     Do("find_network", {"found": "already", "unknown": "no_such_network"}),
        "no_such_network":  Say(then="network"),
        "no_network":       Say(then="main"),
        "already":          Do("look_for_running", {"no": "network_is", "yes": "already_runs"}),
        "already_runs":     Say(then="open_draft"),
        "network_is":       Say(then="open_draft"),
        "open_draft":       Do("open_draft", {"open": "message"}, changes=True),
        "message":          Record("keep_draft", then="is_ready", empty="draft_empty", seconds=60),
        "draft_empty":      Menu({"1": "open_draft", "9": "cancelled"}),
        "is_ready":         Do("recording_ready", {"yes": "hear_back", "not_yet": "one_moment", "failed": "not_heard_back"}),
        "one_moment":       Pause(1, then="is_ready", at_most=10, otherwise="not_heard_back"),
        "hear_back":        Say(then="draft_audio"),
        "draft_audio":      Play("draft_audio", then="count"),
        "not_heard_back":   Menu({"1": "count", "2": "open_draft", "9": "cancelled"}),
        "count":            Do("count_members", {"some": "confirm", "nobody": "nobody"}),
        "nobody":           Say(then="main"),
        "confirm":          Menu({"1": "start", "2": "open_draft", "9": "cancelled"}),
        "start":            Do("start_broadcast", {"started": "running", "refused": "not_started"}, changes=True),
        "running":          Say(then="stay"),
        "stay":             Menu({"1": "running_alert", "9": "main"}, silence="running_alert"),
        "not_started":      Say(then="main"),
        "cancelled":        Do("cancel_draft", {"cancelled": "was_cancelled"}, changes=True),
        "was_cancelled":    Say(then="main"),

        # 2: the reports that wait, newest first
        "newest_report":    Do("newest_report", {"spoken": "report_intro", "written": "report_written", "none": "no_reports"}),
        "next_report":      Do("next_report", {"spoken": "report_intro", "written": "report_written", "none": "no_reports"}),
        "report_intro":     Say(then="report_ready"),
        "report_ready":     Do("report_ready", {"yes": "report_audio", "not_yet": "report_moment", "failed": "report_silent"}),
        "report_moment":    Pause(1, then="report_ready", at_most=10, otherwise="report_silent"),
        "report_audio":     Play("report_audio", then="report_choose"),
        "report_silent":    Say(then="report_choose"),
        "report_written":   Say(then="report_choose"),
        "report_choose":    Menu({"1": "next_report", "2": "alert_of_it", "3": "handled", "9": "main"}),
        "alert_of_it":      Do("alert_of_report", {"known": "already", "unknown": "which"}),
        "handled":          Do("handle_report", {"handled": "was_handled"}, changes=True),
        "was_handled":      Say(then="next_report"),
        "no_reports":       Say(then="main"),

        # 3: the alert that runs
        "running_alert":    Do("find_running_alert", {"live": "progress", "none": "no_alert"}),
        "no_alert":         Say(then="main"),
        "progress":         Say(then="newest_sighting"),
        "newest_sighting":  Do("newest_sighting", {"spoken": "sighting_intro", "written": "sighting_written", "none": "alert_choose"}),
        "sighting_intro":   Say(then="sighting_audio"),
        "sighting_audio":   Play("sighting_audio", then="alert_choose"),
        "sighting_written": Say(then="alert_choose"),
        "alert_choose":     Menu({"1": "running_alert", "2": "over", "3": "stop", "9": "main"}),
        "over":             Do("end_alert", {"ended": "is_over", "none": "no_alert"}, changes=True),
        "is_over":          Say(then="main"),
        "stop":             Do("stop_alert", {"stopped": "is_stopped", "none": "no_alert"}, changes=True),
        "is_stopped":       Say(then="main"),

        # 4: feedback owed
        "owed":             Do("find_owed", {"some": "owed_for", "none": "nothing_owed"}),
        "nothing_owed":     Say(then="main"),
        "owed_for":         Say(then="outcome"),
        "outcome":          Menu({"1": "draft_outcome", "2": "draft_outcome", "3": "draft_outcome", "4": "draft_outcome",
                                  "5": "open_draft", "9": "main"},
                                 fact="outcome", values={"1": "caught", "2": "fled", "3": "false_alarm", "4": "investigated", "5": "spoken"}),
        "draft_outcome":    Do("draft_outcome", {"open": "outcome_is"}, changes=True),
        "outcome_is":       Say(then="count"),

        "goodbye":          End(),
    },
)
