"""Settings of the tests: the program's own, on a throw-away site of the engine that SOMAT_TEST_DB names."""

import os

from tests import workplace

_database = f"test_somat_{workplace.worker()}"
os.environ["SOMAT_DIR"] = str(workplace.site(workplace.worker(), database=_database))
os.environ["SOMAT_DB_ROLE"] = "owner"  # makes the test database; the tests themselves log in as the application

from somat.project.settings import *  # noqa: E402, F403
from somat.project.settings import DATABASES  # noqa: E402

del os.environ["SOMAT_DB_ROLE"]
# The tests' database is the site's own, so that the vault and the commands find it where site.toml says.
DATABASES["default"]["TEST"] = {"NAME": DATABASES["default"]["NAME"]}
