"""The words for kinds and states of what is asked about a line, for the rooms above."""

CANCEL = "cancel"
CORRECT = "correct"
COPIES = "copies"
WAITING = "waiting"
CONFIRMED = "confirmed"
REFUSED = "refused"
