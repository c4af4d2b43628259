"""Addresses of the system desk."""

urlpatterns: list[object] = []
