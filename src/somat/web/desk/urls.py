"""Addresses of the desk desk."""

urlpatterns: list[object] = []
