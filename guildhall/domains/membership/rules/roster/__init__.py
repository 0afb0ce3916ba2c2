"""Rules of the member roster: its columns, how a row is checked, what its words are."""
