"""Desk pages of membership."""
