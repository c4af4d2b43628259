"""The Vietnamese sentence for each word with which the vault refuses something about keys; page and terminal say the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

KINDS = {"shares": "mảnh khóa", "passphrase": "cụm mật khẩu", "pkcs11": "thiết bị PKCS#11"}
SAYS = {
    "share-word": "Dòng {line}, tiếng thứ {word}: không có tiếng này. Xem lại tờ giấy.",
    "share-length": "Mảnh khóa có 48 tiếng, mới có {word}.",
    "share-line": "Dòng {line} gõ sai. Xem lại dòng này trên tờ giấy.",
    "share-check": "Mã quét không đúng. Quét lại, hoặc gõ tám dòng.",
    "share-of-another-set": "Mảnh này thuộc bộ khác, đã hết hiệu lực hoặc của cài đặt khác. Tìm tờ của bộ đang dùng.",
    "share-wrong": "Mảnh này đã bị sửa: không phải mảnh đã phát. Thử lại sau {seconds} giây; báo cán bộ bảo mật.",
    "share-differs": "Đây là mảnh khác, không phải mảnh vừa phát cho người này.",
    "share-proven": "Mảnh này đã được gõ lại đúng, không hiện lần nữa.",
    "shares-few": "Cần {needed} mảnh khác nhau, mới có {have}.",
    "share-bounds": "Số mảnh không hợp lệ: cần từ 2 người, nhiều nhất 10 mảnh.",
    "too-many-shares": "Người quản trị giữ nhiều nhất một mảnh khóa.",
    "no-such-wrapping": "Két này không mở bằng cách đó.",
    "last-wrapping": "Đây là cách mở cuối cùng, không bỏ được.",
    "no-ceremony": "Không có mảnh nào đang chờ giao cho người này.",
    "two-persons": "Cần hai người giữ khóa khác nhau, cùng đăng nhập mới đây.",
    "no-token": "Chưa khai thiết bị: ghi pkcs11_module và pkcs11_token vào site.toml, mục [vault].",
    "token-away": "Không thấy thiết bị, hoặc thiết bị không làm việc. Cắm lại rồi thử.",
    "token-locked": "Thiết bị đã khóa vì sai mã PIN nhiều lần. Mở khóa bằng phần mềm của thiết bị.",
    "root-stays": "Khóa gốc nằm trong thiết bị: không chia mảnh, không thêm và không bỏ được cách mở khác.",
    "passphrase-too-short": "Cụm mật khẩu quá ngắn.",
}


def refusal_words(code: str, facts: Mapping[str, Any]) -> str:
    """The sentence; every code of `client_keys.REFUSED` has one."""
    return SAYS[code].format_map(facts)
