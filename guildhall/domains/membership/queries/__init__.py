"""Reads of membership that have more than one caller."""
