"""The hotline: a member (or anyone) rings, reports, or rings back and hears the alert."""

from flows.engine.steps import Do, End, Flow, Menu, Pause, PickLanguage, Play, Record, Say, Transfer

KINDS = {"1": "burglary", "2": "suspicious_person", "3": "suspicious_vehicle", "4": "theft", "5": "vandalism", "6": "other"}
SHOP_KINDS = {"1": "theft", "2": "suspicious_person", "3": "suspicious_vehicle", "4": "burglary", "5": "vandalism", "6": "other"}

HOTLINE = Flow(
    "hotline",
    give_up="goodbye",
    steps={
        "greet":            Do("greet_caller", {"known": "welcome", "unknown": "language"}),
        "language":         PickLanguage(then="welcome"),
        "welcome":          Say(then="recent"),
        "recent":           Do("find_recent_alert", {"spoken": "replay_intro", "written": "replay_written", "none": "main"}),

        # ringing back: the alert of the last 24 hours is heard again
        "replay_intro":     Say(then="replay"),
        "replay":           Play("alert_audio", then="replay_choose"),
        "replay_written":   Say(then="replay_choose"),
        "replay_choose":    Menu({"1": "confirm", "2": "recent", "3": "sighting", "4": "main"}),
        "confirm":          Do("confirm_alert", {"confirmed": "confirmed"}, changes=True),
        "confirmed":        Say(then="main"),
        "sighting":         Do("open_sighting", {"open": "speak_sighting"}, changes=True),
        "speak_sighting":   Record("keep_report", then="report_number", empty="report_empty", seconds=60),

        "main":             Menu({"1": "report", "2": "latest", "0": "dispatch"}),

        # a report: what, when, speak, number
        "report":           Do("start_report", {"residents": "what", "self_employed": "what_shop"}),
        "what":             Menu({"1": "when", "2": "when", "3": "when", "4": "when", "5": "when", "6": "when"},
                                 fact="kind", values=KINDS, silence="when"),
        "what_shop":        Menu({"1": "when", "2": "when", "3": "when", "4": "when", "5": "when", "6": "when"},
                                 fact="kind", values=SHOP_KINDS, silence="when"),
        "when":             Menu({"1": "now", "2": "open_report"},
                                 fact="when", values={"1": "now", "2": "earlier"}, silence="open_report"),
        "now":              Menu({"1": "open_report", "0": "dispatch"}, silence="open_report"),
        "open_report":      Do("open_report", {"open": "speak_report"}, changes=True),
        "speak_report":     Record("keep_report", then="report_number", empty="report_empty", seconds=120),
        "report_empty":     Do("report_is_empty", {"again": "speak_again", "enough": "report_lost"}),
        "speak_again":      Record("keep_report", then="report_number", empty="report_empty", seconds=120),
        "report_lost":      Say(then="main"),
        "report_number":    Do("tell_report_number", {"numbered": "thanks", "not_yet": "number_moment"}),
        "number_moment":    Pause(1, then="report_number", at_most=5, otherwise="thanks_plain"),
        "thanks":           Say(then="goodbye"),
        "thanks_plain":     Say(then="goodbye"),

        # what was sent lately
        "latest":           Do("find_latest_message", {"spoken": "latest_intro", "written": "latest_written", "none": "no_latest"}),
        "latest_intro":     Say(then="latest_audio"),
        "latest_audio":     Play("latest_audio", then="latest_choose"),
        "latest_written":   Say(then="latest_choose"),
        "latest_choose":    Menu({"1": "latest", "2": "older", "4": "main"}),
        "older":            Do("find_older_message", {"spoken": "latest_intro", "written": "latest_written", "none": "no_latest"}),
        "no_latest":        Say(then="main"),

        # through to the zone's own dispatch
        "dispatch":         Do("find_dispatch", {"known": "transferring", "unknown": "no_dispatch"}),
        "transferring":     Say(then="transfer"),
        "transfer":         Transfer("dispatch_number", answered="goodbye", unanswered="not_through"),
        "not_through":      Say(then="report"),
        "no_dispatch":      Say(then="main"),

        "goodbye":          End(),
    },
)
