"""The alert call: we ring a member, say who calls and for which network, and play the officer's own voice."""

from flows.engine.steps import Do, End, Flow, Menu, Pause, Play, Record, Say

ALERT_CALL = Flow(
    "alert_call",
    give_up="goodbye",
    entrances=frozenset({"after_beep", "is_ended"}),
    steps={
        "answered":         Do("answer_alert", {"alert": "who_alert", "feedback": "who_feedback", "drill": "who_drill",
                                                "again": "had_already", "over": "is_ended"}, changes=True),
        "who_alert":        Say(then="message"),
        "who_drill":        Say(then="message"),
        "who_feedback":     Say(then="message"),
        "message":          Do("find_message", {"spoken": "voice", "written": "written"}),
        "voice":            Play("message_audio", then="kind"),
        "written":          Say(then="kind"),
        "kind":             Do("which_choice", {"alert": "choose", "feedback": "choose_feedback"}),
        "choose":           Menu({"1": "confirm", "2": "again", "3": "sighting"}, silence="told"),
        "choose_feedback":  Menu({"1": "confirm", "2": "again"}, silence="told"),
        "told":             Do("was_told", {"once": "say_again", "twice": "verdict"}, changes=True),
        "say_again":        Say(then="message"),
        "again":            Do("wants_it_again", {"again": "message"}, changes=True),
        "confirm":          Do("confirm_alert", {"confirmed": "noted"}, changes=True),
        "noted":            Say(then="goodbye"),

        # a person has heard it twice; a machine may still be talking: hold the line until the carrier knows
        "verdict":          Do("machine_verdict", {"person": "goodbye", "not_yet": "hold"}),
        "hold":             Pause(1, then="verdict", at_most=30, otherwise="goodbye"),

        "sighting":         Do("open_sighting", {"open": "speak_sighting"}, changes=True),
        "speak_sighting":   Record("keep_report", then="sighting_kept", empty="sighting_empty", seconds=20),
        "sighting_kept":    Say(then="goodbye"),
        "sighting_empty":   Menu({"3": "sighting", "1": "confirm"}),

        # entrance: an answering machine, after its beep
        "after_beep":       Do("after_beep", {"alert": "machine_alert", "feedback": "machine_feedback", "drill": "machine_drill"}),
        "machine_alert":    Say(then="machine_message"),
        "machine_feedback": Say(then="machine_message"),
        "machine_drill":    Say(then="machine_message"),
        "machine_message":  Do("find_message", {"spoken": "machine_voice", "written": "machine_written"}),
        "machine_voice":    Play("message_audio", then="machine_close"),
        "machine_written":  Say(then="machine_close"),
        "machine_close":    Pause(0, then="machine_heard"),
        "machine_heard":    Do("machine_heard", {"kept": "machine_end"}, changes=True),
        "machine_end":      End(),

        # a second call that slipped through
        "had_already":      Menu({"2": "message"}, silence="goodbye"),
        # entrance: it is over while we ring
        "is_ended":         End(),
        "goodbye":          End(),
    },
)
