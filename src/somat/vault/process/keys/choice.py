"""Which provider a site has: the embedded one, or one whose root key lives in a token (site.toml, `[vault] provider`)."""

from __future__ import annotations

from somat.vault.process.keys.embedded import Embedded
from somat.vault.process.keys.provider import Provider
from somat.vault.process.site import PKCS11, Site


def provider_of(site: Site) -> Provider:
    """A module of the cipher service (cơ yếu) is chosen here too."""
    if site.provider == PKCS11:
        from somat.vault.process.keys.token_keys import TokenKeys  # other sites load no driver

        return TokenKeys(site.keys, installation=site.installation)
    return Embedded(site.keys, installation=site.installation)
