"""Addresses of the law desk."""

urlpatterns: list[object] = []
