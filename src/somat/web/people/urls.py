"""Addresses of the people desk."""

urlpatterns: list[object] = []
