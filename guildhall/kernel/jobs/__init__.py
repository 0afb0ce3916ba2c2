"""Background work by name: enqueued in the caller's transaction, with progress, cancel and resume."""
