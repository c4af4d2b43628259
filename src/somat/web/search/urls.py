"""Addresses of the search desk."""

urlpatterns: list[object] = []
