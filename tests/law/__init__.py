"""The law as tables typed by hand: no database, one `@spec` per rule id."""
