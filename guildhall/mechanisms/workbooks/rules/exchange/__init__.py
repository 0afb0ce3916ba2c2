"""Rules of exchange with the systems above us: what is exchanged, how a file is laid out, how a difference is settled."""
