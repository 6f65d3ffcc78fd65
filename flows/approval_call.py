"""The approval call: a message to many waits for a second officer, who is rung, hears it, and says yes or no."""

from flows.engine.steps import Do, End, Flow, Menu, Pause, Play, Say

APPROVAL_CALL = Flow(
    "approval_call",
    give_up="goodbye",
    steps={
        "answered":     Do("answer_approval", {"asked": "who_asks", "none": "nothing"}),
        "who_asks":     Say(then="is_ready"),
        "is_ready":     Do("approval_message", {"spoken": "voice", "written": "written", "not_yet": "one_moment", "failed": "choose"}),
        "one_moment":   Pause(1, then="is_ready", at_most=10, otherwise="choose"),
        "voice":        Play("approval_audio", then="choose"),
        "written":      Say(then="choose"),
        "choose":       Menu({"1": "approve", "2": "answered", "9": "refuse"}),
        "approve":      Do("approve", {"started": "approved", "none": "nothing"}, changes=True),
        "approved":     End(),
        "refuse":       Do("refuse_approval", {"refused": "refused"}, changes=True),
        "refused":      End(),
        "nothing":      End(),
        "goodbye":      End(),
    },
)
