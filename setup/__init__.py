"""What a machine needs before Guildhall can run: standard library only, because no environment exists yet."""
