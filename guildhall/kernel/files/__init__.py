"""Attachments: typed by content, limited, hashed, encrypted where sensitive, reached through their record."""
