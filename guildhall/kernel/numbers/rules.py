def formatted(prefix: str, number: int, *, year: int | None = None) -> str:
    """A number as official papers write it: 锦工发〔2026〕3号."""
    return f"{prefix}〔{year}〕{number}号" if year else f"{prefix}{number}号"
