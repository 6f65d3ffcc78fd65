"""What a reporter hears whom an officer rings, before the two are joined: who calls, and why. A key is needed: an answering
machine is never joined with an officer."""

from flows.engine.steps import End, Flow, Join, Menu

REPORTER_CALL = Flow(
    "reporter_call",
    give_up="not_joined",
    steps={
        "who_calls":    Menu({"1": "joined"}),
        "joined":       Join(),
        "not_joined":   End(),
    },
)
