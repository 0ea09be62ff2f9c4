"""Entries as tables for spreadsheets, out and in.

`files` bytes to a table and back · `cells` one value of a table · `resources` which
columns the tables have. Importing is a write: `clusters.actions.exchange`.
"""
