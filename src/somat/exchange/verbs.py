"""The acts at the desk of envelopes."""

from somat.audit.verbs import declare
from somat.law.roles import Duty

RECEIVE = declare("envelope.receive", Duty.ENVELOPE_RECEIVE, "Nhận bì")
CHECK = declare("envelope.check", Duty.ENVELOPE_CHECK, "Kiểm bì")
CORRECTED = declare("envelope.corrected", Duty.ENVELOPE_CHECK, "Nơi gửi đã bổ sung")
CLEAR = declare("envelope.clear", Duty.ENTRY_CONFIRM, "Người đứng đầu cho làm tiếp với bì")
RETURN = declare("envelope.return", Duty.ENVELOPE_RETURN, "Trả bì cho nơi gửi")
STEP = declare("envelope.step", None, "Ghi việc dừng, việc cho đi tiếp của bì")
PAST = declare("envelope.past", Duty.BOOK_READ, "Mở xem bì đã qua quầy")
ENTER = declare("envelope.enter", Duty.ENTRY_REGISTER, "Vào sổ văn bản trong bì")
READ = declare("envelope.read", Duty.ENVELOPE_RECEIVE, "Mở xem bì trên quầy")
IMPORT_BEGIN = declare("import.begin", Duty.BOOK_IMPORT, "Nạp tệp sổ cũ")
IMPORT_SET = declare("import.set", Duty.BOOK_IMPORT, "Ghép cột của sổ cũ")
IMPORT_STEP = declare("import.step", Duty.BOOK_IMPORT, "Nhập một đợt dòng sổ cũ")
IMPORT_END = declare("import.end", Duty.BOOK_IMPORT, "Kết thúc nhập sổ cũ")
IMPORT_READ = declare("import.read", Duty.BOOK_IMPORT, "Mở tệp sổ cũ đang nhập")
