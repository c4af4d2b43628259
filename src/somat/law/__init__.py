"""The law room: dated numbers and small pure rules. Plain values in, `Refusal | None` out; no Django, no clock."""
