"""The call back: an officer who gave badge and PIN is rung on the registered number, and goes on there."""

from flows.engine.steps import Do, End, Enter, Flow, Menu

OFFICER_CALL = Flow(
    "officer_call",
    give_up="goodbye",
    steps={
        "answered":     Do("answer_officer_call", {"known": "go_on", "none": "goodbye"}),
        "go_on":        Menu({"1": "sign_in"}),
        "sign_in":      Do("sign_in_again", {"in": "police_line", "none": "goodbye"}, changes=True),
        "police_line":  Enter("police_line", at="signed_in"),
        "goodbye":      End(),
    },
)
