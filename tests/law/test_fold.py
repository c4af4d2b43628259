"""Folding Vietnamese for search."""

from __future__ import annotations

import unicodedata

import pytest

from somat.law.fold import fold


@pytest.mark.parametrize(
    "text, folded",
    [
        ("Thẩm quyền xác định độ mật", "tham quyen xac dinh do mat"),
        ("ĐƯỜNG ĐI ĐẮK LẮK", "duong di dak lak"),
        ("12/QĐ-UBND (số 7)", "12 qd ubnd so 7"),
        ("  hai   khoảng\ttrắng\n", "hai khoang trang"),
        ("Ủy ban, hủy bỏ; khóa!", "uy ban huy bo khoa"),
        ("", ""),
        ("…—", ""),
        ("Café № 5", "cafe 5"),
        ("ư ơ ă â ê ô đ", "u o a a e o d"),
    ],
)
def test_marks_are_dropped_and_words_are_kept(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded
    assert fold(fold(text)) == folded
