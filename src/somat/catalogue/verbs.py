"""The acts on reference data."""

from somat.audit.verbs import declare
from somat.law.roles import Duty

LOAD = declare("catalogue.load", None, "Nạp danh mục tham chiếu")
LAW_PROPOSE = declare("law.propose", Duty.LAW_PROPOSE, "Đề nghị nhận thư mục căn cứ của cơ quan")
LAW_ACCEPT = declare("law.accept", Duty.LAW_ACCEPT, "Nhận thư mục căn cứ của cơ quan", eyes=2)
FORM_ACCEPT = declare("form.accept", Duty.FORM_ACCEPT, "Nhận mẫu, sửa mẫu in")
FORM_PRINT = declare("form.print", Duty.FORM_PRINT, "In biểu mẫu")
TRUST_PROPOSE = declare("trust.propose", Duty.LAW_PROPOSE, "Đề nghị tin chứng thư gốc, danh sách thu hồi")
TRUST_ACCEPT = declare("trust.accept", Duty.LAW_ACCEPT, "Nhận chứng thư gốc, danh sách thu hồi", eyes=2)
TRUST_END = declare("trust.end", Duty.LAW_ACCEPT, "Thôi tin một chứng thư gốc")
SIGNATURE_CHECK = declare("signature.check", Duty.FORM_PRINT, "Kiểm tra chữ ký số")
SIGNATURE_MAKE = declare("signature.make", Duty.FORM_PRINT, "Ký số văn bản điện tử")
