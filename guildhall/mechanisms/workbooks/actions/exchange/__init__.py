"""The verbs of exchange: systems and profiles, files made and sent, exports read back, differences settled, lists split."""
