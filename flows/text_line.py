"""The text line: a text is a word that we know, a sighting when an alert is live, or a report. One text, one answer."""

from flows.engine.steps import Do, End, Flow

TEXT_LINE = Flow(
    "text_line",
    give_up="silent",
    steps={
        "read":             Do("read_text", {
                                "report": "report_kept", "report_stranger": "report_kept_stranger",
                                "sighting": "sighting_kept", "confirmed": "confirmed",
                                "nothing_live": "nothing_live", "stopped": "stopped", "started": "started",
                                "help": "help", "empty": "empty", "silent": "silent"}, changes=True),
        "report_kept":      End(),
        "report_kept_stranger": End(),
        "sighting_kept":    End(),
        "confirmed":        End(),
        "nothing_live":     End(),
        "stopped":          End(),
        "started":          End(),
        "help":             End(),
        "empty":            End(),
        "silent":           End(),
    },
)
