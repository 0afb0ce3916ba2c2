"""Returns 报表: what is computed and checked in them, and what may be done with them when."""
