"""Forms and filters of membership."""
