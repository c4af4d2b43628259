"""The site of the bench: the demonstration's people and books, and as many lines as asked, by the bulk loader."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from somat.cli.demo_words import AGENCIES
from somat.cli.init import make_folder, migrate, new_vault
from somat.cli.start import django_for


def main(folder: Path, count: int) -> None:
    agency, superior, place, symbol = AGENCIES["xa"]
    make_folder(folder, agency=agency, superior=superior, place=place, demo=True)
    django_for(folder, role="owner")
    migrate(folder)
    with new_vault(folder, "bench-bench-bench-bench", demo=True):
        from bench.load import load
        from somat.access.actors import actor_without_session
        from somat.audit.moment import today
        from somat.cli.demo import PASSWORD, open_world
        from somat.people.actions.password import change_password
        from somat.registry.models import Entry

        world = open_world(symbol, end=today())
        for person, secret in world.secrets.items():
            change_password(secret, PASSWORD, by=actor_without_session(person))
        start = time.perf_counter()
        book = world.books["out"]
        load(
            book,
            count,
            actor=world.persons["hanh"],
            half=world.persons["duy"],
            few=world.persons["chi"],
            series=book.series,
        )
        seconds = time.perf_counter() - start
        facts = {
            "out": str(book.uuid),
            "entry": str(Entry.unchecked.order_by("-id").values_list("uuid", flat=True).first()),
            "loaded": {"entries": count, "seconds": round(seconds, 1), "per second": round(count / seconds)},
        }
        (folder.parent / "books.json").write_text(json.dumps(facts), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
