"""Reads of exchange: subjects by code, values of many records at once, profiles recognised by their headings."""
