"""The call to a reporter who cannot be texted: nobody of the police has heard the report yet."""

from flows.engine.steps import Do, End, Flow, Menu

NOT_HEARD_CALL = Flow(
    "not_heard_call",
    give_up="goodbye",
    steps={
        "answered":         Do("find_unheard", {"waits": "not_heard", "heard": "heard"}),
        "not_heard":        Menu({"2": "not_heard"}),
        # somebody took it while we rang
        "heard":            End(),
        "goodbye":          End(),
    },
)
