"""Claimbook: research questions in, a website of checkable literature syntheses out."""

__version__ = "0.1.0"
