"""The carriers that we have, one for each of our accounts: an attempt is asked, changed and ended at its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from carrier.carrier import AccountName, Carrier, Unreachable


class Carriers:
    """One carrier for each account of the settings. Opens no connection by itself."""

    def __init__(self, carriers: Mapping[AccountName, Carrier]) -> None:
        self._carriers = carriers

    def of(self, account: AccountName) -> Carrier:
        """The carrier of that account; raises `Unreachable` when the settings have it no more: nothing was taken there,
        and nobody can be asked."""
        if account not in self._carriers:
            raise Unreachable(f"the settings have no account “{account}”", accepted=False)
        return self._carriers[account]

    def __iter__(self) -> Iterator[tuple[AccountName, Carrier]]:
        """Each with its name."""
        return iter(self._carriers.items())

    async def close(self) -> None:
        """Let go of all connections."""
        for carrier in self._carriers.values():
            await carrier.close()
