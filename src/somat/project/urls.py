"""Every address of the site: one line a desk."""

from django.urls import include, path

urlpatterns = [  # tried in this order: what is asked most stands first
    path("", include("somat.web.books.urls")),
    path("", include("somat.web.today.urls")),
    path("", include("somat.web.people.urls")),
    path("", include("somat.web.documents.urls")),
    path("", include("somat.web.drafts.urls")),
    path("", include("somat.web.desk.urls")),
    path("", include("somat.web.search.urls")),
    path("", include("somat.web.checks.urls")),
    path("", include("somat.web.imports.urls")),
    path("", include("somat.web.papers.urls")),
    path("", include("somat.web.journal.urls")),
    path("", include("somat.web.law.urls")),
    path("", include("somat.web.system.urls")),
    path("", include("somat.web.vault.urls")),
]
handler404 = "somat.web.errors.nothing_here"
handler500 = "somat.web.errors.fault"
