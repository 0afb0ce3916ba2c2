"""The verbs of organising, on those of the tree."""
