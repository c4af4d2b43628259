"""Sổ Mật: the registers of state secrets of a Vietnamese agency, on a LAN of its own."""

import os

# openpyxl reads sheets of strangers with defusedxml only as long as it does not take lxml, which another library brought.
os.environ["OPENPYXL_LXML"] = "False"
