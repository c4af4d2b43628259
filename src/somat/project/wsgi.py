"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "somat.project.settings")
application = get_wsgi_application()

from somat.catalogue.queries import bind_own_law  # noqa: E402  Django must be set up first

bind_own_law()
