"""Addresses of the journal desk."""

app_name = "journal"
urlpatterns: list[object] = []
