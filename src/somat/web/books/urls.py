"""Addresses of the books desk."""

urlpatterns: list[object] = []
