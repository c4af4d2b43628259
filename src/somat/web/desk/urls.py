"""Addresses of the desk desk."""

app_name = "desk"
urlpatterns: list[object] = []
