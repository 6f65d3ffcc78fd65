"""Who does what the tables name: each action is a function of this desk that looks, acts once, and names its outcome."""
