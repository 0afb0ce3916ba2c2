"""The set verbs of the roster import: staging, classification, merge, taking back."""
