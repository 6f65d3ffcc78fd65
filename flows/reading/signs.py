"""Signs looked for in a text: parts of words and of phrases, most of which begin where a word begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_HEAD = 4  # characters of a sign by which it is looked up: a space and three letters


class Signs:
    """Signs that tell the same, by how they begin. There are thousands in all, so that looking for each of them in each
    text would be slow."""

    __slots__ = ("anywhere", "by_head", "order")

    def __init__(self, signs: Iterable[str]) -> None:
        self.order = {sign: at for at, sign in enumerate(signs)}
        self.by_head: dict[str, list[str]] = {}
        self.anywhere: list[str] = []
        for sign in self.order:
            if sign[0] == " " and len(sign) >= _HEAD:
                self.by_head.setdefault(sign[:_HEAD], []).append(sign)
            else:
                self.anywhere.append(sign)


class About:
    """What a text is about: its words between single spaces, with one at both ends."""

    __slots__ = ("_heads", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._heads = {text[at : at + _HEAD] for at, letter in enumerate(text) if letter == " "}

    def has(self, signs: Signs) -> bool:
        """Whether one of these signs is in the text."""
        return any(sign in self.text for sign in self._likely(signs))

    def first(self, signs: Signs) -> int | None:
        """Where the first of these signs stands; None when there is none of them."""
        return min((at for sign in self._likely(signs) if (at := self.text.find(sign)) >= 0), default=None)

    def every(self, signs: Signs) -> list[int]:
        """Where these signs stand, in their order."""
        found = set()
        for sign in self._likely(signs):
            at = self.text.find(sign)
            while at >= 0:
                found.add(at)
                at = self.text.find(sign, at + 1)
        return sorted(found)

    def without(self, signs: Signs) -> About:
        """The text without these, which have other words in them."""
        text = self.text
        for sign in sorted(self._likely(signs), key=signs.order.__getitem__):
            text = text.replace(sign, "  ")
        return self if text == self.text else About(text)

    def _likely(self, signs: Signs) -> Iterator[str]:
        """Those of the signs whose first letters are in the text."""
        for head in self._heads & signs.by_head.keys():
            yield from signs.by_head[head]
        yield from signs.anywhere
