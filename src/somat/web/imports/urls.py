"""Addresses of the imports desk."""

app_name = "imports"
urlpatterns: list[object] = []
