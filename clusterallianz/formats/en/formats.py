"""Dates of the English pages as written in Europe: 24 November 2026."""

DATE_FORMAT = "j F Y"
