"""How thoroughly to measure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """Quick: once and small. Else three repeats of everything."""

    quick: bool
    only: frozenset[str]

    @property
    def repeats(self) -> int:
        """How often each thing is measured."""
        return 1 if self.quick else 3

    def wants(self, *codes: str) -> bool:
        """Whether one of these is asked for."""
        return bool(self.only & set(codes))
