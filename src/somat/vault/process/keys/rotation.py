"""Rotation: new level keys, and everything under them wrapped again, in batches that can be cut anywhere."""

from __future__ import annotations

from collections.abc import Callable

from somat.vault.process.keys.tree import Tree

BATCH = 500
RETIRED = "kind = 'level' AND retired_at IS NOT NULL AND wrapped IS NOT NULL"
LEFT = f"FROM key WHERE wrapped IS NOT NULL AND under IN (SELECT uuid FROM key WHERE {RETIRED})"  # noqa: S608


def unfinished(tree: Tree) -> bool:
    """Whether a rotation was begun and not ended."""
    return bool(tree.keyring.all(f"SELECT 1 FROM key WHERE {RETIRED} LIMIT 1"))  # noqa: S608


def rotate(tree: Tree, *, progress: Callable[[int, int], object] = lambda done, total: None) -> None:
    """Begin, or go on where one was cut. `progress` hears keys done and keys in all.

    Every row names the key that wraps it, so that each batch is whole by itself. A retired level key is destroyed
    only when nothing living hangs under it; destroyed keys have nothing to wrap and stay destroyed.
    """
    if not unfinished(tree):
        tree.keyring.retire("wrapped IS NOT NULL AND retired_at IS NULL")
    ((total,),) = tree.keyring.all(f"SELECT count(*) {LEFT}")
    done = 0
    while moved := _batch(tree):
        done += moved
        progress(done, total)
    for row in tree.keyring.rows(RETIRED):
        tree.keyring.destroy(row.uuid)


def _batch(tree: Tree) -> int:
    with tree.turning():
        rows = tree.keyring.rows(f"uuid IN (SELECT uuid {LEFT} LIMIT {BATCH})")
        tree.keyring.put([tree.again(row) for row in rows])
    return len(rows)
