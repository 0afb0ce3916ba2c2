"""What is right about a person's number, name, phone and codes: plain functions without database or clock."""
