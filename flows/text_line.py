"""The text line: a text is a word that we know, a sighting when an alert is live, or a report. One text, one answer."""

from flows.engine.steps import Do, End, Flow

# How a text was read, and so which answer it gets. What wakes the police stands first.
ANSWERS = (
    "report_kept", "report_where", "report_added", "sighting_kept", "sighting_where",
    "report_kept_for", "report_where_for", "report_moved", "sighting_kept_for",
    "confirmed", "nothing_live", "stopped", "started", "help", "status", "repeated", "nothing_sent",
    "paused", "language_kept", "language_which", "join_asked", "join_unknown", "join_already", "leave_asked", "leave_unknown",
    "no_member", "too_many", "join_proven", "leave_proven", "wish_proven",
    "thanked", "greeted", "advertising", "abuse", "private", "not_understood", "empty", "silent",
)

TEXT_LINE = Flow(
    "text_line",
    give_up="silent",
    steps={
        "read": Do("read_text", {answer: answer for answer in ANSWERS}, changes=True),
        **{answer: End() for answer in ANSWERS},
    },
)
