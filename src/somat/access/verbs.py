"""The acts that give and take rights."""

from somat.audit.verbs import declare
from somat.law.roles import Duty

PROPOSE = declare("right.propose", Duty.CLEARANCE_PROPOSE, "Đề nghị vai trò, độ mật được tiếp cận, người giữ sổ")
REFUSE = declare("right.refuse", Duty.CLEARANCE_CONFIRM, "Không đồng ý đề nghị")
CONFIRM = declare("right.confirm", Duty.CLEARANCE_CONFIRM, "Xác nhận đề nghị", eyes=2)
CONFIRM_SUBSTITUTE = declare("right.substitute", Duty.SUBSTITUTION_MAKE, "Xác nhận người thay giữ sổ", eyes=2)
CONFIRM_INSPECTOR = declare("right.inspector", Duty.INSPECTOR_ADMIT, "Xác nhận cho thanh tra vào xem", eyes=2)
CONFIRM_DEPUTY = declare("right.deputy", Duty.DELEGATION_GIVE, "Xác nhận ủy quyền cho cấp phó", eyes=2)
END_DEPUTY = declare("right.deputy-end", Duty.DELEGATION_GIVE, "Thôi ủy quyền trước hạn")
CUT = declare("right.cut", None, "Rút ngắn quyền")
TAKE_BOOK = declare("book.take-over", Duty.BOOK_READ, "Nhận bàn giao sổ")
GRANT_CIRCLE = declare("circle.grant", Duty.CIRCLE_GRANT, "Cấp phạm vi cần biết")
END_CIRCLE = declare("circle.end", Duty.CIRCLE_GRANT, "Thôi phạm vi cần biết")
CIRCLES_CUT = declare("circle.cut", None, "Thôi phạm vi cần biết khi hết ủy quyền")
CIRCLES_END = declare("circle.end-all", Duty.PERSON_ENTER, "Thôi mọi phạm vi cần biết của một người")
RIGHTS_END = declare("right.end-all", Duty.PERSON_ENTER, "Chấm dứt mọi quyền của một người")
FIRST_RIGHTS = declare("site.rights", None, "Ghi quyền theo quyết định trên giấy")
