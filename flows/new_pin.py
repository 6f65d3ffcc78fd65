"""A new PIN: an officer on the police line changes it, or is rung because a colleague has reset it. It is typed twice,
and known to nobody else."""

from flows.engine.steps import Ask, Do, End, Enter, Flow, Say

NEW_PIN = Flow(
    "new_pin",
    give_up="goodbye",
    steps={
        "whose":        Do("whose_pin", {"own": "first", "reset": "was_reset", "none": "nothing"}),
        "was_reset":    Say(then="first"),
        "first":        Ask(digits=6, secret=True, then="keep_first"),
        "keep_first":   Do("keep_first_pin", {"kept": "again", "easy": "too_easy", "none": "nothing"}, changes=True),
        "too_easy":     Say(then="first"),
        "again":        Ask(digits=6, secret=True, then="set_pin"),
        "set_pin":      Do("set_new_pin", {"changed": "changed", "set": "is_set", "differs": "differs", "none": "nothing"}, changes=True),
        "differs":      Say(then="first"),
        "changed":      Say(then="police_line"),
        "police_line":  Enter("police_line", at="main"),
        "is_set":       End(),
        "nothing":      End(),
        "goodbye":      End(),
    },
)
