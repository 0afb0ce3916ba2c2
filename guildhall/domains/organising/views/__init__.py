"""Desk pages of organising."""
