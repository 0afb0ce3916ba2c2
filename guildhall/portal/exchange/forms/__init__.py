"""The shape of what is entered on the pages of exchange."""
