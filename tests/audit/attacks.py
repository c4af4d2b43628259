"""Ways of changing the journal or the rows by hand; each answers the first bad place where there is one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from somat.audit.leaf import canonical
from tests.audit.ground import Copy, Hand, sign

THIEF = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"thief").digest())
Attack = Callable[[Copy, Hand], int | None]  # does the harm; answers the first bad place where there is one


def leaf_at(hand: Hand, index: int) -> str:
    return str(hand.run('SELECT leaf FROM audit_leafindex WHERE "index" = ?', (index,))[0][0])


def size(hand: Hand) -> int:
    return int(hand.run("SELECT count(*) FROM audit_leafindex")[0][0])


def entry(hand: Hand) -> tuple[str, int]:
    """A line of the book that its own leaf binds, and that leaf's place."""
    uuid = hand.run("SELECT uuid FROM registry_entry WHERE no = 7")[0][0]
    place = hand.run(
        'SELECT max(i."index") FROM audit_leaf l JOIN audit_leafindex i ON i.leaf = l.uuid WHERE l.object = ?', (uuid,)
    )
    return uuid, int(place[0][0])


def flip(body: bytes, at: int, bit: int = 1) -> bytes:
    return body[:at] + bytes([body[at] ^ bit]) + body[at + 1 :]


# --- the tree


def flip_a_byte(copy: Copy, hand: Hand) -> int:
    leaf = leaf_at(hand, 41)
    body = bytes(hand.run("SELECT body FROM audit_leaf WHERE uuid = ?", (leaf,))[0][0])
    hand.run("UPDATE audit_leaf SET body = ? WHERE uuid = ?", (flip(body, 60), leaf))
    return 41


def delete_a_leaf(copy: Copy, hand: Hand) -> int:
    hand.run("DELETE FROM audit_leaf WHERE uuid = ?", (leaf_at(hand, 100),))
    return 100


def delete_a_place(copy: Copy, hand: Hand) -> int:
    hand.run('DELETE FROM audit_leafindex WHERE "index" = 100')
    return 100


def delete_leaf_and_place_and_close_the_gap(copy: Copy, hand: Hand) -> int:
    leaf, count = leaf_at(hand, 100), size(hand)
    hand.run('DELETE FROM audit_leafindex WHERE "index" = 100')
    hand.run("DELETE FROM audit_leaf WHERE uuid = ?", (leaf,))
    for index in range(101, count):
        hand.run('UPDATE audit_leafindex SET "index" = ? WHERE "index" = ?', (index - 1, index))
    return 100


def swap_two_places(copy: Copy, hand: Hand) -> int:
    first, second = leaf_at(hand, 50), leaf_at(hand, 60)
    for index, leaf in ((50, uuid4().hex), (60, first), (50, second)):
        hand.run('UPDATE audit_leafindex SET leaf = ? WHERE "index" = ?', (leaf, index))
    return 50


def swap_two_bodies(copy: Copy, hand: Hand) -> int:
    leaves = leaf_at(hand, 50), leaf_at(hand, 60)
    bodies = [bytes(hand.run("SELECT body FROM audit_leaf WHERE uuid = ?", (leaf,))[0][0]) for leaf in leaves]
    for leaf, body in zip(leaves, reversed(bodies), strict=True):
        hand.run("UPDATE audit_leaf SET body = ? WHERE uuid = ?", (body, leaf))
    return 50


def give_one_leaf_two_places(copy: Copy, hand: Hand) -> int:
    if copy.engine == "sqlite":
        return swap_two_places(copy, hand)  # the unique index cannot be dropped without making the table anew
    hand.run("ALTER TABLE audit_leafindex DROP CONSTRAINT audit_leafindex_leaf_key")
    hand.run('UPDATE audit_leafindex SET leaf = ? WHERE "index" = 80', (leaf_at(hand, 70),))
    return 70


def duplicate_a_leaf_at_the_end(copy: Copy, hand: Hand) -> None:
    """The same body under a new uuid, placed after the last: nothing signed covers it."""
    last, uuid = size(hand), uuid4().hex
    columns = 'body, at, actor, verb, object, decision, "row"'
    hand.run(
        f"INSERT INTO audit_leaf (uuid, {columns}) SELECT ?, {columns} FROM audit_leaf WHERE uuid = ?",
        (uuid, leaf_at(hand, 10)),
    )
    hand.run('INSERT INTO audit_leafindex ("index", leaf) VALUES (?, ?)', (last, uuid))


def cut_the_tail(copy: Copy, hand: Hand) -> None:
    """Leaves, places and checkpoints, but not the vault's own copies of these."""
    cut_tables(hand, 250)


def cut_tables(hand: Hand, keep: int) -> None:
    hand.run(
        'DELETE FROM audit_leaf WHERE uuid IN (SELECT leaf FROM audit_leafindex WHERE "index" >= ?)',
        (keep,),
    )
    hand.run('DELETE FROM audit_leafindex WHERE "index" >= ?', (keep,))
    hand.run("DELETE FROM audit_checkpoint WHERE size > ?", (keep,))


def cut_only_the_places(copy: Copy, hand: Hand) -> None:
    hand.run('DELETE FROM audit_leafindex WHERE "index" >= 250')


def move_a_leaf_to_the_end(copy: Copy, hand: Hand) -> int:
    hand.run('UPDATE audit_leafindex SET "index" = ? WHERE "index" = 33', (size(hand) + 1,))
    return 33


def change_a_column(copy: Copy, hand: Hand) -> int:
    hand.run("UPDATE audit_leaf SET actor = ? WHERE uuid = ?", (uuid4().hex, leaf_at(hand, 12)))
    return 12


def change_the_moment_column(copy: Copy, hand: Hand) -> int:
    hand.run("UPDATE audit_leaf SET at = '2020-01-01 00:00:00' WHERE uuid = ?", (leaf_at(hand, 13),))
    return 13


def write_the_body_another_way(copy: Copy, hand: Hand) -> int:
    """The same fields with a space: other bytes."""
    leaf = leaf_at(hand, 14)
    body = bytes(hand.run("SELECT body FROM audit_leaf WHERE uuid = ?", (leaf,))[0][0])
    hand.run("UPDATE audit_leaf SET body = ? WHERE uuid = ?", (body.replace(b'","', b'", "', 1), leaf))
    return 14


def put_nonsense_in_the_body(copy: Copy, hand: Hand) -> int:
    hand.run("UPDATE audit_leaf SET body = ? WHERE uuid = ?", (canonical({"v": 1}), leaf_at(hand, 15)))
    return 15


def change_a_root(copy: Copy, hand: Hand) -> None:
    hand.run("UPDATE audit_checkpoint SET root = ? WHERE size = 200", ("0" * 64,))


def change_a_note(copy: Copy, hand: Hand) -> None:
    note = hand.run("SELECT note FROM audit_checkpoint WHERE size = 200")[0][0]
    hand.run("UPDATE audit_checkpoint SET note = ? WHERE size = 200", (note.replace("\n200\n", "\n201\n"),))


def put_one_checkpoint_in_the_place_of_another(copy: Copy, hand: Hand) -> None:
    root, note = hand.run("SELECT root, note FROM audit_checkpoint WHERE size = 150")[0]
    hand.run("UPDATE audit_checkpoint SET root = ?, note = ? WHERE size = 151", (root, note))


def delete_all_checkpoints(copy: Copy, hand: Hand) -> None:
    hand.run("DELETE FROM audit_checkpoint")
    for file in copy.checkpoints.iterdir():
        file.unlink()


def change_a_file(copy: Copy, hand: Hand) -> None:
    file = max(copy.checkpoints.iterdir(), key=lambda path: int(path.name))
    file.write_text(file.read_text("utf-8").replace("somat/", "somax/"), "utf-8")


def sign_with_another_key(copy: Copy, hand: Hand) -> None:
    """Everything signed anew by a thief's own key, the public key left as it was."""
    public = (copy.folder / "vault" / "log.pub").read_text()
    resign(copy, hand, THIEF)
    (copy.folder / "vault" / "log.pub").write_text(public)


def take_the_key_away(copy: Copy, hand: Hand) -> None:
    (copy.folder / "vault" / "log.pub").unlink()


def resign(copy: Copy, hand: Hand, key: Ed25519PrivateKey) -> None:
    """Throw every checkpoint away and sign what is there now."""
    hand.run("DELETE FROM audit_checkpoint")
    for file in copy.checkpoints.iterdir():
        file.unlink()
    bodies = hand.run('SELECT l.body FROM audit_leaf l JOIN audit_leafindex i ON i.leaf = l.uuid ORDER BY i."index"')
    sign(copy, hand, [bytes(body) for (body,) in bodies], key=key)


# --- the rows


def change_a_day_in_the_book(copy: Copy, hand: Hand) -> int:
    uuid, place = entry(hand)
    hand.run("UPDATE registry_entry SET day = '2026-11-19' WHERE uuid = ?", (uuid,))
    return place


def change_a_moment_in_the_book(copy: Copy, hand: Hand) -> int:
    uuid, place = entry(hand)
    hand.run("UPDATE registry_entry SET registered_at = '2026-11-20 01:02:04' WHERE uuid = ?", (uuid,))
    return place


def empty_a_field(copy: Copy, hand: Hand) -> int:
    uuid, place = entry(hand)
    hand.run("UPDATE registry_entry SET doc_number = NULL WHERE uuid = ?", (uuid,))
    return place


def change_a_recipient(copy: Copy, hand: Hand) -> int:
    uuid, place = entry(hand)
    hand.run("UPDATE registry_recipient SET copy_no = 9 WHERE entry_id = ? AND ordinal = 2", (uuid,))
    return place


def add_a_recipient(copy: Copy, hand: Hand) -> int:
    uuid, place = entry(hand)
    columns = "entry_id, level, body, person, copy_no, copies"
    hand.run(
        f"INSERT INTO registry_recipient (uuid, ordinal, {columns})"
        f" SELECT ?, 3, {columns} FROM registry_recipient WHERE entry_id = ? AND ordinal = 1",
        (uuid4().hex, uuid),
    )
    return place


def let_somebody_into_the_circle(copy: Copy, hand: Hand) -> int:
    uuid, place = entry(hand)
    hand.run("INSERT INTO access_member (person, object, place, why) VALUES (?, ?, 1, 'x')", (uuid4().hex, uuid))
    return place


def change_a_sealed_byte(copy: Copy, hand: Hand) -> int:
    uuid, place = entry(hand)
    text = bytes(
        hand.run("SELECT ciphertext FROM vault_sealed WHERE row = ?".replace(" row ", ' "row" '), (uuid,))[0][0]
    )
    hand.run('UPDATE vault_sealed SET ciphertext = ? WHERE "row" = ?', (flip(text, 9), uuid))
    return place


def delete_the_sealed_words(copy: Copy, hand: Hand) -> int:
    uuid, place = entry(hand)
    hand.run('DELETE FROM vault_sealed WHERE "row" = ?', (uuid,))
    return place


def seal_words_for_nobody(copy: Copy, hand: Hand) -> None:
    columns = '"table", "column", version, level, key, ciphertext'
    hand.run(
        f'INSERT INTO vault_sealed (uuid, "row", {columns}) SELECT ?, ?, {columns} FROM vault_sealed LIMIT 1',
        (uuid4().hex, uuid4().hex),
    )


def delete_a_line(copy: Copy, hand: Hand) -> int:
    uuid, place = entry(hand)
    for table, column in (
        ("registry_recipient", "entry_id"),
        ("access_member", "object"),
        ("vault_sealed", '"row"'),
        ("registry_entry", "uuid"),
    ):
        hand.run(f"DELETE FROM {table} WHERE {column} = ?", (uuid,))
    return place


def insert_a_unit(copy: Copy, hand: Hand) -> None:
    hand.run(
        "INSERT INTO people_unit (uuid, name, short, since) VALUES (?, 'Phòng lạ', '', '2026-01-01')", (uuid4().hex,)
    )


def bring_an_old_state_back(copy: Copy, hand: Hand) -> int | None:
    """The name of before, which an older leaf does bind: only the newest leaf counts."""
    uuid = hand.run("SELECT uuid FROM people_unit WHERE name = 'Phòng mới'")[0][0]
    hand.run("UPDATE people_unit SET name = 'Phòng cũ' WHERE uuid = ?", (uuid,))
    place = hand.run(
        'SELECT max(i."index") FROM audit_leaf l JOIN audit_leafindex i ON i.leaf = l.uuid WHERE l.object = ?', (uuid,)
    )
    return int(place[0][0])


def bring_an_old_state_back_and_turn_the_ids_round(copy: Copy, hand: Hand) -> int | None:
    """The ids of the two leaves exchanged, so that the older looks newer: the place in the tree decides."""
    place = bring_an_old_state_back(copy, hand)
    uuid = hand.run("SELECT uuid FROM people_unit WHERE name = 'Phòng cũ'")[0][0]
    older, newer = (row[0] for row in hand.run("SELECT id FROM audit_leaf WHERE object = ? ORDER BY id", (uuid,)))
    for before, after in ((older, -1), (newer, older), (-1, newer)):
        hand.run("UPDATE audit_leaf SET id = ? WHERE id = ?", (after, before))
    return place


def change_a_line_of_a_batch(copy: Copy, hand: Hand) -> int:
    hand.run("UPDATE registry_entry SET signer = 'Người khác' WHERE no = 15")
    return batch_place(hand)


def batch_place(hand: Hand) -> int:
    sql = 'SELECT min(i."index") FROM audit_manifest m JOIN audit_leafindex i ON i.leaf = m.leaf'
    return int(hand.run(sql)[0][0])


def change_a_line_of_a_batch_and_its_manifest(copy: Copy, hand: Hand) -> int:
    hand.run("UPDATE audit_manifest SET digest = ? WHERE id = (SELECT min(id) + 2 FROM audit_manifest)", ("0" * 64,))
    return batch_place(hand)


def delete_a_manifest(copy: Copy, hand: Hand) -> int:
    place = batch_place(hand)
    hand.run("DELETE FROM audit_manifest")
    return place


def write_a_manifest_for_another_leaf(copy: Copy, hand: Hand) -> None:
    """A manifest of one's own that would excuse a changed line."""
    uuid, _ = entry(hand)
    hand.run("UPDATE registry_entry SET signer = 'Người khác' WHERE uuid = ?", (uuid,))
    hand.run("INSERT INTO audit_manifest (leaf, object, digest) VALUES (?, ?, ?)", (uuid4().hex, uuid, "0" * 64))


def take_a_number_out(copy: Copy, hand: Hand) -> None:
    hand.run("UPDATE registry_entry SET no = 99 WHERE no = 17")


ATTACKS: list[Attack] = [
    flip_a_byte,
    delete_a_leaf,
    delete_a_place,
    delete_leaf_and_place_and_close_the_gap,
    swap_two_places,
    swap_two_bodies,
    give_one_leaf_two_places,
    duplicate_a_leaf_at_the_end,
    cut_the_tail,
    cut_only_the_places,
    move_a_leaf_to_the_end,
    change_a_column,
    change_the_moment_column,
    write_the_body_another_way,
    put_nonsense_in_the_body,
    change_a_root,
    change_a_note,
    put_one_checkpoint_in_the_place_of_another,
    delete_all_checkpoints,
    change_a_file,
    sign_with_another_key,
    take_the_key_away,
    change_a_day_in_the_book,
    change_a_moment_in_the_book,
    empty_a_field,
    change_a_recipient,
    add_a_recipient,
    let_somebody_into_the_circle,
    change_a_sealed_byte,
    delete_the_sealed_words,
    seal_words_for_nobody,
    delete_a_line,
    insert_a_unit,
    bring_an_old_state_back,
    bring_an_old_state_back_and_turn_the_ids_round,
    change_a_line_of_a_batch,
    change_a_line_of_a_batch_and_its_manifest,
    delete_a_manifest,
    write_a_manifest_for_another_leaf,
    take_a_number_out,
]
