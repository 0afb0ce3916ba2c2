"""Pages of exchange: files made, exports read back, differences, profiles, lists split."""
