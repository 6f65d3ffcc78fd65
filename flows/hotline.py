"""The hotline: a member (or anyone) rings, reports, or rings back and hears the alert."""

from flows.engine.steps import Ask, Do, End, Enter, Flow, Menu, Pause, PickLanguage, Play, Record, Say, Transfer

KINDS = {"1": "burglary", "2": "suspicious_person", "3": "suspicious_vehicle", "4": "theft", "5": "vandalism", "6": "other"}
SHOP_KINDS = {"1": "theft", "2": "suspicious_person", "3": "suspicious_vehicle", "4": "burglary", "5": "vandalism", "6": "other"}

HOTLINE = Flow(
    "hotline",
    give_up="goodbye",
    steps={
        "greet":            Do("greet_caller", {"known": "welcome", "unknown": "language", "back": "main", "messages": "latest"}),
        "language":         PickLanguage(then="welcome"),
        "welcome":          Say(then="recent"),

        # ringing back: the messages of the last 24 hours are heard again, the newest first
        "recent":           Do("find_recent_alert", {"spoken": "replay_intro", "written": "replay_written", "none": "main"}),
        "replay_intro":     Say(then="replay"),
        "replay":           Play("alert_audio", then="replay_choose"),
        "replay_written":   Say(then="replay_choose"),
        "replay_choose":    Menu({"1": "confirm", "2": "same_alert", "3": "sighting", "4": "main"}),
        "same_alert":       Do("find_same_alert", {"spoken": "replay_intro", "written": "replay_written", "none": "main"}),
        "confirm":          Do("confirm_alert", {"confirmed": "confirmed"}, changes=True),
        "confirmed":        Say(then="next_alert"),
        "next_alert":       Do("find_next_alert", {"spoken": "replay_intro", "written": "replay_written", "none": "main"}),
        "sighting":         Do("open_sighting", {"open": "speak_sighting"}, changes=True),
        "speak_sighting":   Record("keep_report", then="report_number", empty="report_empty", seconds=60),

        "main":             Menu({"1": "report", "2": "latest", "3": "membership", "4": "own_number", "0": "dispatch"}),
        "membership":       Enter("membership"),

        # a report: for which network, what, when, speak, number
        "report":           Do("start_report", {"residents": "what", "self_employed": "what_shop", "several": "which_network"}),
        "which_network":    Menu({"1": "this_network", "2": "other_network"}, silence="this_network", patient=True),
        "this_network":     Do("report_for_this", {"residents": "what", "self_employed": "what_shop"}),
        "other_network":    Do("report_for_other", {"residents": "what", "self_employed": "what_shop", "several": "which_network"}),
        "what":             Menu({"1": "when", "2": "when", "3": "when", "4": "when", "5": "when", "6": "when"},
                                 fact="kind", values=KINDS, silence="when", patient=True),
        "what_shop":        Menu({"1": "when", "2": "when", "3": "when", "4": "when", "5": "when", "6": "when"},
                                 fact="kind", values=SHOP_KINDS, silence="when", patient=True),
        "when":             Menu({"1": "now", "2": "open_report"},
                                 fact="when", values={"1": "now", "2": "earlier"}, silence="open_report", patient=True),
        "now":              Menu({"1": "open_report", "0": "dispatch_now"}, silence="open_report", patient=True),
        "open_report":      Do("open_report", {"open": "speak_report"}, changes=True),
        "speak_report":     Record("keep_report", then="report_number", empty="report_empty", seconds=120),
        "report_empty":     Do("report_is_empty", {"again": "speak_again", "enough": "report_lost"}),
        "speak_again":      Record("keep_report", then="report_number", empty="report_empty", seconds=120),
        "report_lost":      Say(then="main"),
        "report_number":    Do("tell_report_number", {"numbered": "thanks", "not_yet": "number_moment"}),
        "number_moment":    Pause(1, then="report_number", at_most=5, otherwise="thanks_plain"),
        "thanks":           Say(then="goodbye"),
        "thanks_plain":     Say(then="goodbye"),

        # was my report heard?
        "own_number":       Ask(digits=4, then="own_report"),
        "own_report":       Do("find_own_report", {"unheard": "own_unheard", "heard": "own_heard", "unknown": "own_unknown"}),
        "own_unheard":      Say(then="main"),
        "own_heard":        Say(then="main"),
        "own_unknown":      Say(then="main"),

        # what was sent lately: of the last day; older ones once the number is proven
        "latest":           Do("find_latest_message", {"spoken": "latest_intro", "written": "latest_written",
                                                       "older": "only_proven", "none": "no_latest"}),
        "latest_intro":     Say(then="latest_audio"),
        "latest_audio":     Play("latest_audio", then="latest_choose"),
        "latest_written":   Say(then="latest_choose"),
        "latest_choose":    Menu({"1": "latest", "2": "older", "4": "main"}),
        "older":            Do("find_older_message", {"spoken": "latest_intro", "written": "latest_written",
                                                      "older": "only_proven", "none": "no_latest"}),
        "no_latest":        Say(then="main"),
        "only_proven":      Menu({"1": "ask_messages", "4": "main"}),
        "ask_messages":     Do("ask_messages", {"call": "we_call", "too_many": "no_more_proofs"}, changes=True),
        "we_call":          Say(then="goodbye"),
        "no_more_proofs":   Say(then="main"),

        # through to the zone's own dispatch; nobody there: back to the report
        "dispatch":         Do("find_dispatch", {"known": "transferring", "unknown": "no_dispatch"}),
        "transferring":     Say(then="transfer"),
        "transfer":         Transfer("dispatch_number", answered="goodbye", unanswered="not_through"),
        "not_through":      Say(then="report"),
        "no_dispatch":      Say(then="main"),
        "dispatch_now":     Do("find_dispatch", {"known": "transferring_now", "unknown": "no_dispatch_now"}),
        "transferring_now": Say(then="transfer_now"),
        "transfer_now":     Transfer("dispatch_number", answered="goodbye", unanswered="not_through_now"),
        "not_through_now":  Say(then="open_report"),
        "no_dispatch_now":  Say(then="open_report"),

        "goodbye":          End(),
    },
)
