"""The call back: we ring a number from which something was asked. Who answers it has the number, and may say yes or no."""

from flows.engine.steps import Do, End, Enter, Flow, Menu

CALL_BACK = Flow(
    "call_back",
    give_up="goodbye",
    steps={
        "answered":         Do("answer_call_back", {"join": "who_join", "leave": "who_leave", "wants": "who_wants",
                                                    "nights": "who_wants", "messages": "who_messages", "none": "nothing_asked"}),
        "who_join":         Menu({"1": "prove", "9": "refuse"}),
        "who_leave":        Menu({"1": "prove", "9": "refuse"}),
        "who_wants":        Menu({"1": "prove", "9": "refuse"}),
        "who_messages":     Menu({"1": "prove", "9": "refuse"}),
        "prove":            Do("prove_number", {"join": "joined", "leave": "has_left", "wants": "changed", "nights": "changed",
                                                "messages": "hotline", "whose": "whose", "none": "nothing_asked"}, changes=True),
        # two members of a house have this number
        "whose":            Menu({"1": "prove", "2": "prove"}, fact="whose", values={"1": "first", "2": "second"}),
        "hotline":          Enter("hotline"),
        "refuse":           Do("refuse_proof", {"refused": "was_not_me"}, changes=True),
        "joined":           End(),
        "has_left":         End(),
        "changed":          End(),
        "was_not_me":       End(),
        "nothing_asked":    End(),
        "goodbye":          End(),
    },
)
