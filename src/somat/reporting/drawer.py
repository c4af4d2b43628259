"""What runs in the throw-away process of a long print (child.py starts it): limits first, then what draws, then the data.

Somebody waits while it loads, so it loads little: no law, no package for QR codes, nothing that starts processes.
"""

from __future__ import annotations

import gc
import sys

from somat.reporting.limits import limit

DONE, NO_MEMORY, FAULT = 0, 3, 4


def main() -> int:
    limit(int(sys.argv[1]), int(sys.argv[2]))
    gc.disable()  # nothing here goes in circles, and the process is short
    # after the limits, so that they hold for the loading too
    from somat.reporting.typeset import PrintFailed

    try:
        pdf = _drawn()
    except MemoryError:
        return NO_MEMORY
    except PrintFailed:
        return FAULT
    sys.stdout.buffer.write(pdf)
    return DONE


def _drawn() -> bytes:
    from dataclasses import replace

    from somat.reporting.book import composed
    from somat.reporting.form import FORMS
    from somat.reporting.marks import Codes
    from somat.reporting.typeset import typeset_and_keep
    from somat.reporting.wire import unpacked, unpacked_with_codes

    # so that fonts and drawings are read before the data come
    sample = replace(unpacked((FORMS / "A1" / "sample.json").read_bytes()), checkpoint=None)
    typeset_and_keep(sample.form, composed(sample), at=sample.printed_at)
    book, codes = unpacked_with_codes(sys.stdin.buffer.read())
    return typeset_and_keep(book.form, composed(book, codes and Codes.told(codes)), at=book.printed_at)


if __name__ == "__main__":
    sys.exit(main())
