"""`python -m simulator`."""

from simulator.command import simulator

if __name__ == "__main__":
    simulator()
