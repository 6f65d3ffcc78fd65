"""HTML, written so that nothing gets into a page without being escaped."""

from collections.abc import Sequence
from html import escape


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


Content = Html | str | int | None
"""What goes into an element; nothing is written for None."""


def tag(name: str, /, *inside: Content, **attributes: str | None) -> Html:
    """An element; what is inside is escaped unless it is HTML. `class_` and `for_` lose their line."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in ("meta", "link", "input"):
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{join(*inside)}</{name}>")


def join(*parts: Content) -> Html:
    """Parts one after the other, each escaped unless it is HTML."""
    return Html(
        "".join(part if isinstance(part, Html) else escape(str(part)) for part in parts if part is not None)
    )


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[Content]]) -> Html:
    """A table with a caption and headed columns; the first cell of a row names it."""
    head = tag("tr", *(tag("th", each, scope="col") for each in heads))
    body = [tag("tr", tag("th", row[0], scope="row"), *(tag("td", cell) for cell in row[1:])) for row in rows]
    return tag("table", tag("caption", caption), tag("thead", head), tag("tbody", *body))


def page(title: str, *inside: Content) -> str:
    """A whole page."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{title} · phone company"),
        tag("link", rel="stylesheet", href="/sim/style.css"),
    )
    top = tag(
        "header",
        tag("a", "Phone company", href="/"),
        " ",
        tag("a", "Log (JSON lines)", href="/sim/log.jsonl"),
    )
    body = tag("body", top, tag("main", tag("h1", title), *inside))
    return "<!doctype html>\n" + tag("html", head, body, lang="en")
