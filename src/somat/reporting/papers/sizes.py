"""The sizes of letters that the drawing and the .docx share, in points (forms/shared/paper/sizes.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

from somat.reporting.form import FORMS

SIZES: Mapping[str, float] = tomllib.loads((FORMS / "shared" / "paper" / "sizes.toml").read_text("utf-8"))
