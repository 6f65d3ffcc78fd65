"""My membership: a pause, how one is reached, the language, leaving. A pause and the language are harmless and taken at
once; the rest takes a call or a text of ours to the number, unless this is one (`proven`)."""

from flows.engine.steps import Ask, Do, End, Enter, Flow, Menu, PickLanguage, Say

ASKED = {"done": "changed", "text": "proof_by_text", "call": "proof_by_call", "too_many": "too_many"}

MEMBERSHIP = Flow(
    "membership",
    give_up="goodbye",
    steps={
        "open":             Do("open_membership", {"active": "menu", "paused": "menu_paused", "pending": "pending",
                                                   "stranger": "stranger", "no_number": "no_number"}),
        "menu":             Menu({"1": "days", "2": "how", "3": "language", "4": "leave", "5": "joining", "0": "hotline"}),
        "menu_paused":      Menu({"1": "resume", "2": "how", "3": "language", "4": "leave", "5": "joining", "0": "hotline"}),
        "stranger":         Menu({"1": "joining", "0": "hotline"}),
        "pending":          Menu({"1": "joining", "0": "hotline"}),
        "no_number":        Say(then="hotline"),
        "joining":          Enter("joining"),
        "hotline":          Enter("hotline"),
        "more":             Menu({"1": "open", "0": "hotline"}, silence="goodbye"),

        # a pause: taken at once
        "days":             Ask(digits=2, then="pause"),
        "pause":            Do("pause_phone", {"paused": "paused", "no_days": "no_days"}, changes=True),
        "no_days":          Say(then="days"),
        "paused":           Say(then="more"),
        "resume":           Do("resume_phone", {"resumed": "resumed"}, changes=True),
        "resumed":          Say(then="more"),

        # the language: taken at once
        "language":         PickLanguage(then="keep_language"),
        "keep_language":    Do("keep_language", {"kept": "language_kept"}, changes=True),
        "language_kept":    Say(then="more"),

        # calls, texts or both; no calls at night for what is not urgent
        "how":              Do("how_reached", {"mobile": "how_mobile", "landline": "nights"}),
        "how_mobile":       Menu({"1": "ask_wants", "2": "ask_wants", "3": "ask_wants", "4": "nights"},
                                 fact="wants", values={"1": "calls", "2": "texts", "3": "both"}),
        "ask_wants":        Do("ask_wants", ASKED, changes=True),
        "nights":           Menu({"1": "ask_nights", "2": "ask_nights"}, fact="nights", values={"1": "quiet", "2": "as_well"}),
        "ask_nights":       Do("ask_nights", ASKED, changes=True),
        "changed":          Say(then="more"),
        "proof_by_text":    Say(then="more"),
        "proof_by_call":    Say(then="goodbye"),
        "too_many":         Say(then="more"),

        # leaving, asked twice
        "leave":            Do("first_of_own", {"found": "leave_this", "none": "open"}),
        "leave_this":       Menu({"1": "sure", "2": "next_of_own", "3": "days", "0": "hotline"}),
        "next_of_own":      Do("next_of_own", {"found": "leave_this", "none": "open"}),
        "sure":             Menu({"1": "ask_leave", "2": "stays"}, silence="stays", patient=True),
        "stays":            Say(then="more"),
        "ask_leave":        Do("ask_leave", {"done": "has_left", "text": "proof_by_text", "call": "proof_by_call",
                                             "too_many": "too_many"}, changes=True),
        "has_left":         Say(then="more"),

        "goodbye":          End(),
    },
)
