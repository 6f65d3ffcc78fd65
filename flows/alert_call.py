"""The alert call: we ring a member, say who calls and for which network, and play the officer's own voice."""

from flows.engine.steps import Do, End, Flow, Menu, Play, Record, Say

ALERT_CALL = Flow(
    "alert_call",
    give_up="goodbye",
    entrances=frozenset({"after_beep", "is_ended"}),
    renamed={"choose_feedback": "choose_other"},
    steps={
        "answered":         Do("answer_alert", {"alert": "who_alert", "notice": "who_notice", "feedback": "who_feedback",
                                                "correction": "who_correction", "over": "who_over", "drill": "who_drill",
                                                "again": "had_already", "ended": "is_ended"}, changes=True),
        "who_alert":        Say(then="message"),
        "who_notice":       Say(then="message"),
        "who_feedback":     Say(then="message"),
        "who_correction":   Say(then="message"),
        "who_over":         Say(then="message"),
        "who_drill":        Say(then="message"),
        "message":          Do("find_message", {"spoken": "voice", "written": "written"}),
        "voice":            Play("message_audio", then="kind"),
        "written":          Say(then="kind"),
        "kind":             Do("which_choice", {"alert": "choose", "other": "choose_other", "machine": "machine_close"}),
        "choose":           Menu({"1": "confirm", "2": "again", "3": "sighting", "9": "wishes"}, silence="told"),
        "choose_other":     Menu({"1": "confirm", "2": "again", "9": "wishes"}, silence="told"),
        "told":             Do("was_told", {"once": "say_again", "twice": "verdict"}, changes=True),
        "say_again":        Say(then="message"),
        "again":            Do("wants_it_again", {"again": "say_again"}, changes=True),
        "confirm":          Do("confirm_alert", {"confirmed": "noted"}, changes=True),
        "noted":            Say(then="goodbye"),

        # a person has heard it twice; a machine may still be talking: the line is held, and not in silence, until the
        # carrier knows
        "verdict":          Do("machine_verdict", {"person": "goodbye", "not_yet": "hold"}),
        "hold":             Menu({"1": "confirm", "2": "again", "3": "sighting", "9": "wishes"}, silence="told", unsaid=frozenset("39")),

        "sighting":         Do("open_sighting", {"open": "speak_sighting"}, changes=True),
        "speak_sighting":   Record("keep_report", then="sighting_kept", empty="sighting_empty", seconds=20),
        "sighting_kept":    Say(then="goodbye"),
        "sighting_empty":   Menu({"3": "sighting", "1": "confirm"}),

        # a pause, or leaving: we rang this number, so that who answers may do both
        "wishes":           Menu({"1": "pause", "2": "pause", "3": "leave", "9": "kind"}, fact="pause_days", values={"1": "7", "2": "30"}),
        "pause":            Do("take_pause", {"paused": "is_paused"}, changes=True),
        "is_paused":        Say(then="goodbye"),
        "leave":            Menu({"1": "leave_now", "9": "kind"}),
        "leave_now":        Do("leave_network", {"left": "has_left"}, changes=True),
        "has_left":         Say(then="goodbye"),

        # entrance: an answering machine, after its beep; a person who was taken for one has the same keys
        "after_beep":       Do("after_beep", {"alert": "who_alert", "notice": "who_notice", "feedback": "who_feedback",
                                              "correction": "who_correction", "over": "who_over", "drill": "who_drill"}),
        "machine_close":    Menu({"1": "confirm", "2": "again", "3": "sighting", "9": "wishes"}, silence="machine_heard",
                                 unsaid=frozenset("1239"), seconds=1),
        "machine_heard":    Do("machine_heard", {"kept": "machine_end"}, changes=True),
        "machine_end":      End(),

        # a second call that slipped through
        "had_already":      Menu({"2": "message"}, silence="goodbye"),
        # entrance: it ended while we rang
        "is_ended":         Do("how_it_ended", {"over": "all_over", "stopped": "withdrawn", "drill": "drill_over"}),
        "all_over":         End(),
        "withdrawn":        End(),
        "drill_over":       End(),
        "goodbye":          End(),
    },
)
