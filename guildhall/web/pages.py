"""What a part imports to make pages."""

from guildhall.web.guards import open_page, page, signed_in_page
from guildhall.web.lists import ListPage, NewRecord

__all__ = ["ListPage", "NewRecord", "open_page", "page", "signed_in_page"]
