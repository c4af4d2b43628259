"""Why a PDF of somebody else's making is refused, or a mark on it, and with what words."""

from __future__ import annotations

MAX_BYTES = 200_000_000
MAX_PAGES = 2000

SENTENCES = {
    "size": "Tệp lớn hơn 200 MB. Hãy quét lại ở độ phân giải thấp hơn hoặc chia tệp.",
    "pages": "Tệp có hơn 2.000 trang. Hãy chia tệp.",
    "encrypted": "Tệp đặt mật khẩu hoặc hạn chế quyền. Hãy bỏ bảo vệ của tệp rồi tải lên lại.",
    "broken": "Tệp không phải PDF hoặc đã hỏng. Hãy xuất hoặc quét lại tệp.",
    "time": "Tệp quá nặng: xử lý quá 60 giây. Hãy quét lại ở độ phân giải thấp hơn hoặc chia tệp.",
    "memory": "Tệp quá nặng: cần nhiều bộ nhớ hơn mức cho phép. Hãy quét lại ở độ phân giải thấp hơn hoặc chia tệp.",
    "page": "Tệp không có trang {page}.",
    "outside": "Dấu {code} nằm ra ngoài trang {page}.",
    "signed": "Tệp có chữ ký số, đóng dấu thì chữ ký ấy không còn hiệu lực trên bản mới.",
    "full": "Trang {page} không còn chỗ trống cho dấu {code}. Hãy tự chọn vị trí.",
}


class BadPdf(ValueError):
    """A file that is refused, or a mark that cannot stand on it; `why` is a key of SENTENCES. It never carries content."""

    def __init__(self, why: str, **facts: object) -> None:
        super().__init__(f"the PDF is refused: {why}")
        self.why = why
        self.facts = facts

    def sentence(self) -> str:
        """The Vietnamese sentence for the person."""
        return SENTENCES[self.why].format_map(self.facts)
