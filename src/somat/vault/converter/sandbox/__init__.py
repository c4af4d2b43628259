"""The walls round a throw-away process, the ladder of rungs, and the trial that a rung must stand."""
