"""What the supervisor's due loop does each round: every job asks first whether it is due, so that a round costs little."""

from __future__ import annotations

from somat.audit.moment import now
from somat.people.actions.accounts import put_to_sleep
from somat.people.actions.sessions import close_forgotten


def do_due() -> list[str]:
    """Do what is due now; a Vietnamese line for each thing done, none where nothing was. Repeatable."""
    done = []
    if slept := put_to_sleep():
        done.append(f"Đã khóa {len(slept)} tài khoản lâu không dùng.")
    if closed := close_forgotten(at=now()):
        done.append(f"Đã đóng {closed} phiên làm việc bỏ quên.")
    return done
