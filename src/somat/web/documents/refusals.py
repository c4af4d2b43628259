"""Why a file is not taken or a page not shown, in one Vietnamese sentence for each code of the converter (R48)."""

SENTENCES = {
    "archive": "Tệp này là tệp nén hoặc chứa tệp nén. Giải nén rồi tải lên từng tài liệu.",
    "bomb": "Tệp này bung ra quá lớn. Mở bằng phần mềm soạn thảo, lưu lại rồi tải lên.",
    "damaged": "Tệp này hỏng hoặc không đúng loại như tên của nó.",
    "dtd": "Tệp này có phần khai báo không được phép (DTD). Lưu lại bằng phần mềm soạn thảo rồi tải lên.",
    "empty": "Tệp này rỗng.",
    "encrypted": "Tệp này có mật khẩu hoặc bị hạn chế. Bỏ mật khẩu rồi tải lên.",
    "external-relation": "Tệp này có liên kết lấy dữ liệu từ ngoài. Bỏ liên kết rồi tải lên.",
    "fault": "Không xem được trang này.",
    "html": "Không nhận trang HTML. Lưu thành PDF rồi tải lên.",
    "launch": "Tệp PDF này mở chương trình hoặc tệp khác. In lại thành PDF rồi tải lên.",
    "macro": "Tệp này có macro. Lưu thành loại không có macro rồi tải lên.",
    "memory": "Tệp này cần quá nhiều bộ nhớ để xem. Chia nhỏ rồi tải lên.",
    "no-ocr": "Máy chủ chưa có phần nhận chữ tiếng Việt.",
    "no-office": "Máy chủ chưa có LibreOffice để xem loại tệp này. Lưu thành PDF rồi tải lên.",
    "no-page": "Tệp này không có trang đó.",
    "ole": "Tệp này có đối tượng hoặc tệp nhúng bên trong. Bỏ phần nhúng rồi tải lên.",
    "overlap": "Tệp này có các phần chồng lên nhau. Lưu lại bằng phần mềm soạn thảo rồi tải lên.",
    "path": "Tệp này có phần mang tên không hợp lệ. Lưu lại bằng phần mềm soạn thảo rồi tải lên.",
    "pixels": "Tệp này có ảnh lớn hơn 10.000 × 10.000 điểm ảnh. Thu nhỏ rồi tải lên.",
    "script": "Tệp PDF này có chương trình bên trong. In lại thành PDF rồi tải lên.",
    "svg": "Không nhận ảnh SVG. Lưu thành PDF hoặc PNG rồi tải lên.",
    "timeout": "Tệp này mất hơn 60 giây để xem. Chia nhỏ rồi tải lên.",
    "signed": "Tệp có chữ ký số: trên bản đóng dấu chữ ký ấy không còn hiệu lực. Nếu vẫn đóng dấu, đánh dấu ô cho biết đã rõ.",
    "mark-outside": "Có dấu nằm ra ngoài trang. Sửa vị trí của dấu.",
    "mark-full": "Trang không còn chỗ trống cho dấu. Tự chọn vị trí của dấu.",
    "too-large": "Tệp này lớn hơn 100 MB. Chia nhỏ rồi tải lên.",
    "too-many-pages": "Tệp này có hơn 2.000 trang. Chia nhỏ rồi tải lên.",
    "unknown-type": "Không nhận loại tệp này. Chỉ nhận PDF, DOCX, XLSX, ODT, JPEG, PNG, TIFF.",
}


def sentence(code: str) -> str:
    """The sentence of a code; a code that is not known here is a file that cannot be read."""
    return SENTENCES.get(code, SENTENCES["damaged"])
