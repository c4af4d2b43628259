"""The WSGI application that granian serves."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "somat.project.settings")
django.setup(set_prefix=False)

from somat.catalogue.queries import bind_own_law  # noqa: E402  Django must be set up first
from somat.web.request import Handler  # noqa: E402

application = Handler()
bind_own_law()
