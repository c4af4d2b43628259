"""The acts on the keys. Two key custodians order what changes who can open (R27); the vault looks at their leaves itself."""

from somat.audit.verbs import declare
from somat.law.roles import Duty

ASK = declare("vault.ask", Duty.VAULT_UNSEAL, "Đề nghị chia khóa két", rescue=True)
AGREE = declare("vault.agree", Duty.VAULT_UNSEAL, "Cùng quyết định chia khóa két", eyes=2, rescue=True)
SHARE = declare("vault.share", None, "Nhận mảnh khóa của mình", rescue=True)
IN_FORCE = declare("vault.shares", None, "Bộ mảnh khóa có hiệu lực", rescue=True)
WRAPPING = declare("vault.wrapping", None, "Đổi cách mở két", rescue=True)
REKEY = declare("vault.rekey", None, "Thay khóa gốc", rescue=True)
ROTATE = declare("vault.rotate", None, "Thay khóa mức mật", rescue=True)
ROTATE_ASK = declare("vault.rotate-ask", Duty.VAULT_UNSEAL, "Đề nghị thay khóa mức mật", rescue=True)
ROTATE_AGREE = declare(
    "vault.rotate-agree", Duty.VAULT_UNSEAL, "Cùng quyết định thay khóa mức mật", eyes=2, rescue=True
)
SEAL = declare("vault.seal", Duty.VAULT_UNSEAL, "Niêm phong két", rescue=True)
OPEN = declare("vault.open", None, "Mở niêm phong két", rescue=True)
SWAP = declare("vault.swap", Duty.RESTORE_CONFIRM, "Chấp nhận máy có vùng tráo đổi không mã hóa", eyes=2, rescue=True)
WORDS_ASK = declare("words.ask", Duty.LAW_PROPOSE, "Đề nghị cho tìm trong chữ của tài liệu")
WORDS_AGREE = declare("words.agree", Duty.LAW_ACCEPT, "Cho tìm trong chữ của tài liệu", eyes=2)
WORDS_END = declare("words.end", Duty.LAW_ACCEPT, "Thôi tìm trong chữ của tài liệu")
