"""Forms and filters of organising."""
