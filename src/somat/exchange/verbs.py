"""The acts at the desk of envelopes."""

from somat.audit.verbs import declare
from somat.law.roles import Duty

RECEIVE = declare("envelope.receive", Duty.ENVELOPE_RECEIVE, "Nhận bì")
CHECK = declare("envelope.check", Duty.ENVELOPE_CHECK, "Kiểm bì")
CORRECTED = declare("envelope.corrected", Duty.ENVELOPE_CHECK, "Nơi gửi đã bổ sung")
CLEAR = declare("envelope.clear", Duty.ENTRY_CONFIRM, "Người đứng đầu cho làm tiếp với bì")
RETURN = declare("envelope.return", Duty.ENVELOPE_RETURN, "Trả bì cho nơi gửi")
ENTER = declare("envelope.enter", Duty.ENTRY_REGISTER, "Vào sổ văn bản trong bì")
READ = declare("envelope.read", Duty.ENVELOPE_RECEIVE, "Mở xem bì trên quầy")
