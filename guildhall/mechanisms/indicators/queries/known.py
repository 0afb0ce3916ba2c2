"""Every figure there is: those that parts offer, and those that officers defined."""

from __future__ import annotations

from guildhall.kernel.offers import offered
from guildhall.mechanisms.indicators.models import Against, Figure, Growth, Indicator, Rate, Ratio


def catalogue() -> dict[str, Figure]:
    """Every figure by its code: offered ones and the rates that officers defined."""
    declared: list[Figure] = [*offered(Indicator), *offered(Ratio), *offered(Growth)]
    figures: dict[str, Figure] = {figure.code: figure for figure in declared}
    for rate in Rate.objects.filter(is_retired=False).order_by("code"):
        figures[rate.code] = growth_of(rate) if rate.kind in Rate.GROWTHS else ratio_of(rate)
    return figures


def growth_of(rate: Rate) -> Growth:
    """A defined growth as the figure it is."""
    against = Against.PERIOD if rate.kind == Rate.Kind.PERIOD_GROWTH else Against.YEAR
    return Growth(
        code=rate.code,
        name=rate.name,
        of=rate.numerator,
        definition=f"比{against.label}增长的百分数。{rate.basis}",
        against=against,
        unit=rate.unit,
        places=rate.places,
        version=rate.version,
        group="自定比率",
    )


def ratio_of(rate: Rate) -> Ratio:
    """A defined rate as the figure it is."""
    return Ratio(
        code=rate.code,
        name=rate.name,
        numerator=rate.numerator,
        denominator=rate.denominator,
        definition=f"以{rate.basis}为基数的比率。",
        basis=rate.basis,
        unit=rate.unit,
        scale=rate.scale,
        places=rate.places,
        version=rate.version,
        group="自定比率",
    )
