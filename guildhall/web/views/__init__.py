"""Pages of the page kit itself."""
