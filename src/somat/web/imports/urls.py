"""Addresses of the imports desk."""

urlpatterns: list[object] = []
