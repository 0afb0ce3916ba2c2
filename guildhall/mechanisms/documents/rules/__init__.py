"""The small language in which a document's numbers are figures, and how a composed document is written out."""
