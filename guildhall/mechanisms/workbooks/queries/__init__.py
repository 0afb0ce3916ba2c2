"""Reads of workbooks."""
