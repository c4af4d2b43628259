"""How well old books are read: encodings against a corpus, columns against messy books of known truth, and speed.

Usage: python tools/score_import.py [PAIRS.jsonl.gz] [--rows 10000]
PAIRS has one JSON object a line with the fields text, tcvn3 and vni; without it only the books are scored.
"""

# ruff: noqa: E402, I001
import gzip
import json
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent.parent / folder) for folder in ("src", ".")]

from somat.exchange.oldbook.decode import decode_sheet
from somat.exchange.oldbook.detect import scheme_of
from somat.exchange.oldbook.encodings import Scheme, decode
from somat.exchange.oldbook.layout import survey
from somat.exchange.oldbook.lines import Setting, read_lines
from somat.exchange.oldbook.reading import open_book
from somat.exchange.oldbook.result import summary
from tests.exchange.messy import A1, LAYOUTS, out_cells, saved, table
from tests.exchange.scoring import Score, score
from tests.exchange.truth import lines

FIELDS = {Scheme.UNICODE: "text", Scheme.TCVN3: "tcvn3", Scheme.VNI: "vni"}


def main(arguments: list[str]) -> int:
    rows = int(arguments[arguments.index("--rows") + 1]) if "--rows" in arguments else 10_000
    corpus = [argument for argument in arguments if argument.endswith((".gz", ".jsonl"))]
    for path in corpus:
        encodings(path)
    books()
    speed(rows)
    return 0


def encodings(path: str) -> None:
    """Exact matches and detection over pairs of texts; texts in ASCII only have no encoding to tell."""
    pairs = list(_pairs(Path(path)))
    exact: Counter[Scheme] = Counter()
    loose: Counter[Scheme] = Counter()
    told: Counter[Scheme] = Counter()
    asked: Counter[Scheme] = Counter()
    for pair in pairs:
        wanted = unicodedata.normalize("NFC", pair["text"])
        for scheme, field in FIELDS.items():
            read = decode(pair[field], scheme)
            exact[scheme] += read == wanted
            loose[scheme] += read.casefold() == wanted.casefold()
            if not pair[field].isascii():
                asked[scheme] += 1
                told[scheme] += scheme_of(pair[field]) is scheme
    print(f"{len(pairs)} pairs of {Path(path).name}")
    print(
        f"{'encoding':12}{'exact':>10}{'but case':>10}{'detected':>10}  (each text alone, without a font or neighbours)"
    )
    for scheme in Scheme:
        found = told[scheme] / max(1, asked[scheme])
        print(f"{scheme.word:12}{exact[scheme] / len(pairs):10.2%}{loose[scheme] / len(pairs):10.2%}{found:10.2%}")


def _pairs(path: Path) -> Iterator[dict[str, str]]:
    data = path.read_bytes()
    for line in (gzip.decompress(data) if path.suffix == ".gz" else data).splitlines():
        yield json.loads(line)


def books() -> None:
    """Cells read rightly in each column, over all messy layouts, and the worst column of each layout."""
    total = Score()
    print(f"\n{'layout':34}{'lines':>7}{'found':>7}{'taken':>7}   worst column")
    for layout in LAYOUTS:
        messy = layout()
        scored = score(messy)
        worst = min(scored.all, key=scored.share)
        print(
            f"{layout.__name__:34}{len(messy.truth):7}{scored.found:7}{scored.taken:7}   {scored.share(worst):7.2%} {worst}"
        )
        total.add(scored)
    print(f"\n{'column':14}{'cells':>8}{'right':>10}")
    for column in sorted(total.all):
        print(f"{column:14}{total.all[column]:8}{total.share(column):10.2%}")


def speed(rows: int) -> None:
    """Seconds of one core for one book of that many lines, every abstract different."""
    written = [out_cells(line) for line in lines(rows, seed=7)]
    for number, cells in enumerate(written):
        cells[3] = f"{cells[3]}, lần {number}"
    data = saved(table([A1, *written]))
    moments = [time.process_time()]
    sheet = open_book(data, name="so di 2019.xlsx").first_shown()
    moments.append(time.process_time())
    sheet, _ = decode_sheet(sheet)
    moments.append(time.process_time())
    layout = survey(sheet, name="so di 2019.xlsx")
    setting = Setting(layout.kind, layout.year, date(2026, 11, 22))
    counted = summary(read_lines(sheet, layout.header, layout.mapping, setting=setting))
    moments.append(time.process_time())
    opened, decoded, read = (later - earlier for earlier, later in pairwise(moments))
    spent = f"opened {opened:.1f} s, decoded {decoded:.1f} s, read {read:.1f} s of one core"
    print(f"\n{counted.lines} lines, {len(data) // 1024} KiB: {spent}")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
