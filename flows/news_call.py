"""The news call: a coordinator without a mobile hears which numbers do not work any more, and who stopped."""

from flows.engine.steps import Do, End, Flow, Menu, Say

NEWS_CALL = Flow(
    "news_call",
    give_up="goodbye",
    steps={
        "answered":         Do("find_news", {"news": "who", "none": "goodbye"}),
        "who":              Say(then="news"),
        "news":             Menu({"1": "noted", "2": "news"}),
        "noted":            Say(then="goodbye"),
        "goodbye":          End(),
    },
)
