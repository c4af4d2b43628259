"""pyHanko without its HTTP clients: whoever needs pyHanko imports this module before it, and no network library is ever loaded.

pyHanko loads, when it is loaded itself, a client of time-stamping servers and one that fetches certificates and lists of revocation, and
with them aiohttp. This program asks nothing of any network, so classes of the same names stand there instead, which refuse to be made.
"""

from __future__ import annotations

import sys
from types import ModuleType

CLIENTS = {
    "pyhanko.sign.timestamps.aiohttp_client": ("HTTPTimeStamper", "AIOHttpTimeStamper"),
    "pyhanko_certvalidator.fetchers.aiohttp_fetchers": ("AIOHttpFetcherBackend",),
}


class NoNetwork(RuntimeError):
    """Something asked for a client of a network service."""


class Client:
    """In the place of each client."""

    def __init__(self, *_: object, **__: object) -> None:
        raise NoNetwork(type(self).__name__)


def _stand_in(name: str, classes: tuple[str, ...]) -> ModuleType:
    module = ModuleType(name, __doc__)
    vars(module).update(dict.fromkeys(classes, Client), __all__=list(classes))
    return module


for _name, _classes in CLIENTS.items():
    if _name not in sys.modules:
        sys.modules[_name] = _stand_in(_name, _classes)
