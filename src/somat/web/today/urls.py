"""Addresses of the today desk."""

urlpatterns: list[object] = []
