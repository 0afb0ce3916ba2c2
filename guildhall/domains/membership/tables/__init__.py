"""Columns of membership's lists."""
