"""Tests on whole running sites: real processes, real HTTP."""
