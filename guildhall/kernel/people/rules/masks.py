"""What is shown of personal facts by default: enough to recognise, not enough to use."""

from guildhall.kernel.people.rules.surnames import COMPOUND


def mask_name(name: str) -> str:
    """张*: the surname alone, whatever the length."""
    shown = name[:2] if name[:2] in COMPOUND and len(name) > 2 else name[:1]
    return f"{shown}*" if name else ""


def mask_document(number: str) -> str:
    """First six and last four of a long number, less of a short one."""
    if len(number) >= 15:
        return _mask(number, 6, 4)
    return _mask(number, 2, 2) if len(number) >= 8 else _mask(number, 1, 0)


def mask_phone(phone: str) -> str:
    area_code, hyphen, local = phone.partition("-")
    if hyphen:
        return f"{area_code}-{_mask(local, 0, 3)}"
    return _mask(phone, 3, 4) if len(phone) >= 11 else _mask(phone, 0, 2)


def mask_card(number: str) -> str:
    return _mask(number, 0, 4)


def _mask(text: str, first: int, last: int) -> str:
    hidden = len(text) - first - last
    if hidden <= 0:
        return "*" * len(text)
    return text[:first] + "*" * hidden + text[len(text) - last :]
