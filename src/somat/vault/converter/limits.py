"""How much a file may be, take and give (R48, R49)."""

from __future__ import annotations

BYTES = 100_000_000
PAGES = 2_000
SIDE = 10_000  # pixels of a picture that comes in
ENTRIES = 2_000
UNPACKED = 300_000_000  # bytes of all parts of a zip together
RATIO = 100
SMALL_PART = 1_048_576  # a part up to this size may be packed as tightly as it likes
DEPTH = 512  # elements inside elements

SECONDS = 60  # of the wall clock, and of the processor
MEMORY = 2**30  # bytes of address space of each process
SCRATCH = 300_000_000  # bytes of the memory file system of a child
PROCESSES = 64
FILES = 256

OUT_SIDE = 5_000  # pixels of a picture that goes out
OUT_AREA = 24_000_000
DPI = (72, 200)
DRAWN = 20_000_000  # bytes of the drawings of all marks that are laid over a file
TEXT = 200_000  # characters of a page

BLOCK = 1_048_576  # bytes of a frame that carries a piece of the file
HEAD = 65_536  # bytes of a JSON frame
