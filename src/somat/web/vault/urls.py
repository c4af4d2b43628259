"""Addresses of the vault desk."""

urlpatterns: list[object] = []
