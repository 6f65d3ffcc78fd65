"""A telephone in a test's hands: `phone.dial("+3232020202").hears("welkom").presses("1")`."""

from dataclasses import dataclass

from simulator.asking import Json
from simulator.client import SimulatorClient
from simulator.conversation import CallClient


@dataclass(frozen=True, slots=True)
class Telephone:
    """One phone: it rings a line, is rung, texts and is texted."""

    world: SimulatorClient
    number: str

    def plug_in(self) -> None:
        """Take the number over: from now on it is answered by hand."""
        self.world.people([{"number": self.number, "interactive": True}], add=True)

    def dial(self, line: str, withheld: bool = False) -> CallClient:
        """Ring a line."""
        return self.world.dial(self.number, line, withheld=withheld)

    def rings(self, timeout: float = 10.0) -> CallClient:
        """The call that rings here, waiting for it; raises NotHeard. Then it `answers()` or `declines()`."""
        return self.world.call_to(self.number, timeout)

    def texts(self, line: str, words: str) -> str:
        """Text a line; returns the message's id."""
        return self.world.texts(self.number, line, words)

    def gets_text(self, words: str = "", timeout: float = 10.0) -> str:
        """A text with these words in it that has arrived here, or arrives in time; raises NotHeard."""
        arrived = self.world.wait_for(
            "text", timeout, direction="to_person", number=self.number, contains=words
        )
        return str(arrived["text"])

    def history(self) -> Json:
        """Everything that was heard, pressed, spoken and texted on it."""
        return self.world.history(self.number)
