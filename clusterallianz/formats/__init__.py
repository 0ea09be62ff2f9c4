"""Formats of dates that differ from Django's, one package for each language."""
