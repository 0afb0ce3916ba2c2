"""Pages of messages: one's own, the outbox, the templates, and what the local provider kept."""
