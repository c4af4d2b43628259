"""Invented data on a machine with an open swap: two invented persons accept it, so that the demonstration starts (R10)."""

from __future__ import annotations


def accepted_by_two() -> bool:
    """Let the first two persons who may do so accept; whether that was needed. Never for a site with real people."""
    from somat.access.actors import actor_without_session
    from somat.audit.moment import today
    from somat.law.access import SYSTEM
    from somat.law.roles import Duty, duties_of
    from somat.people import queries as people
    from somat.vault.actions import accept_swap
    from somat.vault.process.hardening import swap

    if swap() != "open":
        return False
    roles = people.roles_held(by=SYSTEM, on=today())
    able = [person for person, held in roles.items() if Duty.RESTORE_CONFIRM in duties_of(held)]
    for person in able[:2]:
        accept_swap(by=actor_without_session(person, workstation="máy chủ"))
    return True
