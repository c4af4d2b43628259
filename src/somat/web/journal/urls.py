"""Addresses of the journal desk."""

urlpatterns: list[object] = []
