"""Periods, rates, growth, and what must agree: plain arithmetic on figures."""
