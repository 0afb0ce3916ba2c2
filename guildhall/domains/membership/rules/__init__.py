"""Rules of membership (domain.md §2.5): what may happen to whom, and why not."""
