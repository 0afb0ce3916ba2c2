"""The verbs of workbooks: imports, and exchange with the systems above us."""
