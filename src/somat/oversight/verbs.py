"""The acts of watching over the machine. Those without a duty are the program's own."""

from somat.audit.verbs import declare
from somat.law.roles import Duty

BACKUP_ASK = declare("backup.ask", Duty.BACKUP_MAKE, "Đề nghị sao lưu")
BACKUP_MAKE = declare("backup.make", Duty.BACKUP_MAKE, "Sao lưu", rescue=True)
BACKUP_TEST = declare("backup.test", Duty.BACKUP_MAKE, "Khôi phục thử bản sao lưu", rescue=True)
BACKUP_AWAY = declare("backup.away", Duty.BACKUP_MAKE, "Ghi đã cất bản sao nơi khác")
BACKUP_KEY = declare("backup.key", None, "Đặt khóa sao lưu")
RESTORE_DRILL = declare("restore.drill", None, "Diễn tập khôi phục", rescue=True)
RESTORE_MAKE = declare("restore.make", None, "Khôi phục từ bản sao lưu", rescue=True)
RESTORE_CONFIRM = declare("restore.confirm", Duty.RESTORE_CONFIRM, "Xác nhận khôi phục", eyes=2, rescue=True)
SYSTEM_LOOK = declare("system.look", None, "Ghi tình trạng máy", rescue=True)
