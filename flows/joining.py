"""Joining: postcode, network, name and address after the beep; the police and the coordinator decide later."""

from flows.engine.steps import Ask, Do, End, Enter, Flow, Menu, Record, Say

JOINING = Flow(
    "joining",
    give_up="goodbye",
    steps={
        "begin":            Do("begin_joining", {"number": "postcode", "no_number": "no_number"}),
        "no_number":        Say(then="hotline"),
        "postcode":         Ask(digits=4, then="find_there"),
        "find_there":       Do("first_at_postcode", {"found": "this_one", "none": "none_there"}),
        "this_one":         Menu({"1": "open_joining", "2": "next_there", "3": "code", "0": "hotline"}),
        "next_there":       Do("next_at_postcode", {"found": "this_one", "none": "none_there"}),
        "none_there":       Menu({"1": "postcode", "3": "code", "0": "hotline"}),
        "code":             Ask(digits=4, then="find_by_code"),
        "find_by_code":     Do("network_by_code", {"found": "this_one", "unknown": "no_such_code"}),
        "no_such_code":     Say(then="none_there"),

        "open_joining":     Do("open_joining", {"open": "speak_name", "member": "is_member", "too_many": "too_many"}, changes=True),
        "is_member":        Say(then="hotline"),
        "too_many":         Say(then="hotline"),
        "speak_name":       Record("keep_name", then="asked", empty="name_empty", seconds=30),
        "name_empty":       Do("name_is_empty", {"again": "speak_again", "enough": "not_asked"}),
        "speak_again":      Record("keep_name", then="asked", empty="name_empty", seconds=30),
        "not_asked":        Say(then="hotline"),
        "asked":            Do("how_proven", {"text": "proof_by_text", "call": "proof_by_call"}),
        "proof_by_text":    Say(then="goodbye"),
        "proof_by_call":    Say(then="goodbye"),
        "hotline":          Enter("hotline"),
        "goodbye":          End(),
    },
)
