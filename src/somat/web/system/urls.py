"""Addresses of the system desk."""

app_name = "system"
urlpatterns: list[object] = []
