"""The acts on people, roles, accounts and sessions. A verb without duty belongs to the system or to the person himself."""

from somat.audit.verbs import declare
from somat.law.roles import Duty

LOG_IN = declare("session.log-in", None, "Đăng nhập", rescue=True)
LOG_OUT = declare("session.log-out", None, "Đăng xuất", rescue=True)
SESSION_END = declare("session.end", None, "Kết thúc phiên làm việc", rescue=True)
SESSION_ELSEWHERE = declare("session.elsewhere", None, "Phiên làm việc bị dùng ở máy khác", rescue=True)
PROVE = declare("session.prove", Duty.SELF_PASSWORD, "Nhập lại mật khẩu")
PASSWORD_CHANGE = declare("account.password", Duty.SELF_PASSWORD, "Đổi mật khẩu")
ACCOUNT_LOCK = declare("account.lock", None, "Khóa tài khoản vì nhập sai nhiều lần", rescue=True)
ACCOUNT_SLEEP = declare("account.sleep", None, "Khóa tài khoản vì lâu không dùng")
ACCOUNT_CREATE = declare("account.create", Duty.ACCOUNT_CREATE, "Tạo tài khoản")
ACCOUNT_RESET = declare("account.reset", Duty.ACCOUNT_CREATE, "Đặt lại mật khẩu")
ACCOUNT_RESET_ADMIN = declare("account.reset-admin", Duty.ACCOUNT_UNLOCK_ASK, "Đặt lại mật khẩu của quản trị")
UNLOCK_ASK = declare("account.unlock-ask", Duty.ACCOUNT_UNLOCK_ASK, "Đề nghị mở khóa tài khoản")
UNLOCK = declare("account.unlock", Duty.ACCOUNT_UNLOCK, "Mở khóa tài khoản", eyes=2)
UNLOCK_LEADER = declare("account.unlock-leader", Duty.ACCOUNT_UNLOCK_ASK, "Mở khóa tài khoản lãnh đạo", eyes=2)
ACCOUNT_LIMIT = declare("account.limit", None, "Đặt thời hạn tài khoản")
UNIT_ENTER = declare("unit.enter", Duty.PERSON_ENTER, "Ghi đơn vị")
UNIT_CLOSE = declare("unit.close", Duty.PERSON_ENTER, "Kết thúc đơn vị")
PERSON_ENTER = declare("person.enter", Duty.PERSON_ENTER, "Ghi người")
PERSON_CHANGE = declare("person.change", Duty.PERSON_ENTER, "Sửa thông tin người")
PERSON_LEAVE = declare("person.leave", Duty.PERSON_ENTER, "Ghi người nghỉ việc")
APPOINT = declare("person.appoint", Duty.APPOINTMENT_MAKE, "Ghi quyết định bổ nhiệm")
ROLE_GIVE = declare("role.give", Duty.CLEARANCE_CONFIRM, "Giao vai trò", eyes=2)
ROLES_END = declare("role.end", Duty.PERSON_ENTER, "Thôi vai trò")
FIRST_PEOPLE = declare("site.people", None, "Ghi những người đầu tiên")
