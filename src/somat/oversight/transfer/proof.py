"""`somat verify` on what was copied: the tree must be the very tree of the source, and every row must match its leaf."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from somat.audit import rows
from somat.audit.verify.report import Report
from somat.audit.verify.whole import House, Site, verify


def proved(site: Site) -> Report:
    """The whole verification of a site."""
    return verify(site, house=House(rows.AGGREGATES, tuple(rows.COUNTS)))


def found_wrong(site: Site, tree: Mapping[str, Any]) -> str:
    """'' when the site verifies and its tree is `tree` {size, root}; else the first thing wrong, in Vietnamese."""
    report = proved(site)
    if report.first is not None:
        return report.first.says()
    if (report.leaves, report.root) != (tree["size"], tree["root"]):
        return (
            f"Cây nhật ký khôi phục có {report.leaves} lá, bản sao lưu ghi {tree['size']} lá; hai gốc cây không khớp."
        )
    return ""
