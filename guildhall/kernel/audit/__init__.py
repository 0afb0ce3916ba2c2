"""Who did what, when, why, before and after."""
