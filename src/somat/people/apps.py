"""Django's name for the room, and which of its tables the journal answers for."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "somat.people"
    label = "people"

    def ready(self) -> None:
        from somat.audit.rows import audited

        audited("people.Unit")
        audited("people.Person", ("people.Appointment", "person_id"), ("people.RoleHeld", "person_id"))
        audited("people.Delegation")
        audited("people.Reliance")
        audited("people.Account", ("people.UnlockRequest", "account_id"), ("people.PastPassword", "account_id"))
