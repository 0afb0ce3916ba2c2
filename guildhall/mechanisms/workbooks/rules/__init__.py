"""Spreadsheets in and out: reading, headings, cells, writing; no Django, no database."""
