"""The duty call: we ring the police with reports that nobody has taken yet."""

from flows.engine.steps import Do, End, Enter, Flow, Menu, Pause, Play, Say

DUTY_CALL = Flow(
    "duty_call",
    give_up="goodbye",
    steps={
        "answered":         Do("answer_duty", {"one": "one_report", "several": "several_reports", "none": "already_taken"}),
        "one_report":       Say(then="choose"),
        "several_reports":  Say(then="choose"),
        "choose":           Menu({"1": "take", "2": "make_message", "3": "later"}),
        "take":             Do("take_report", {"spoken": "is_ready", "written": "report_written", "none": "already_taken"}, changes=True),
        "is_ready":         Do("report_ready", {"yes": "report_intro", "not_yet": "one_moment", "failed": "report_silent"}),
        "one_moment":       Pause(1, then="is_ready", at_most=10, otherwise="report_silent"),
        "report_intro":     Say(then="report_audio"),
        "report_audio":     Play("report_audio", then="more"),
        "report_written":   Say(then="more"),
        "report_silent":    Say(then="more"),
        "more":             Do("more_reports", {"more": "taken_more", "none": "taken_last"}),
        "taken_more":       Menu({"1": "take", "2": "police_line", "4": "hear_again"}, silence="goodbye"),
        "taken_last":       Menu({"2": "police_line", "4": "hear_again"}, silence="goodbye"),
        "hear_again":       Do("hear_report_again", {"spoken": "is_ready", "written": "report_written"}),
        "make_message":     Do("take_report", {"spoken": "police_line", "written": "police_line", "none": "already_taken"}, changes=True),
        "police_line":      Enter("police_line"),
        "later":            Do("pass_on", {"passed": "passed_on"}, changes=True),
        "passed_on":        End(),
        "already_taken":    End(),
        "goodbye":          End(),
    },
)
