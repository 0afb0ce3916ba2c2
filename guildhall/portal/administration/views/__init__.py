"""Pages that administer posts, accounts and the trail, by topic."""
