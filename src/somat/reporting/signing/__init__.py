"""Digital signatures on papers: made with a token, judged without a network.

Whoever imports anything of this package has pyHanko without its HTTP clients: they are replaced here, before it is loaded.
"""

from somat.reporting.signing import offline as offline
