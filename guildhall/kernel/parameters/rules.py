from datetime import date
from decimal import Decimal, InvalidOperation

from guildhall.kernel.parameters.offers import Kind, Parameter, Setting

CENT = Decimal("0.01")


SHAPES = {
    Kind.AMOUNT: "请填写不小于零、最多两位小数的金额",
    Kind.RATE: "请填写不小于零的比例，例如 0.02",
    Kind.COUNT: "请填写不小于零的整数",
    Kind.DAYS: "请填写不小于零的整数天数",
    Kind.TEXT: "请填写文字",
    Kind.CHOICE: "请从给出的选项中选择",
    Kind.DATE: "请填写日期，例如 2026-01-31",
}


def why_not_value(parameter: Parameter, entered: Setting) -> list[str]:
    """Reasons for which the value cannot be entered; none means it can."""
    try:
        fits = _fits(parameter, read(parameter, stored(entered)))
    except (InvalidOperation, ValueError):
        fits = False
    return [] if fits else [f"{parameter.label}：{SHAPES[parameter.kind]}"]


def _fits(parameter: Parameter, value: Setting) -> bool:
    match value:
        case Decimal():
            is_exact = parameter.kind is Kind.RATE or value == value.quantize(CENT)
            return value.is_finite() and value >= 0 and is_exact
        case int():
            return value >= 0
        case str():
            return value in dict(parameter.choices) if parameter.kind is Kind.CHOICE else bool(value)
    return True


def read(parameter: Parameter, kept: str) -> Setting:
    """The value as its kind has it, from the text that is kept."""
    match parameter.kind:
        case Kind.AMOUNT | Kind.RATE:
            return Decimal(kept)
        case Kind.COUNT | Kind.DAYS:
            return int(kept)
        case Kind.DATE:
            return date.fromisoformat(kept)
        case _:
            return kept


def stored(value: Setting) -> str:
    """The text that is kept of a value."""
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value).strip()


def shown(parameter: Parameter, value: Setting | None) -> str:
    """The value as a reader sees it, with its unit."""
    if value is None:
        return "未设置"
    if parameter.kind is Kind.CHOICE:
        return dict(parameter.choices).get(str(value), str(value))
    return f"{value} {parameter.unit}".strip()
