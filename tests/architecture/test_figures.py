"""Every figure is zero over nothing, says what it counts, opens its records, and its parts add up."""

import re

import pytest
from django.db import models

from guildhall.kernel.access.actors import known_permissions
from guildhall.kernel.offers import offered
from guildhall.kernel.organisations.tests.factories import city
from guildhall.mechanisms.indicators import queries
from guildhall.mechanisms.indicators.models import Consistency, Growth, Indicator, Ratio
from guildhall.mechanisms.indicators.rules.periods import year

COUNTED = offered(Indicator)
COMPUTED = [*offered(Ratio), *offered(Growth)]


def code(figure):
    return figure.code


def has_path(model: type[models.Model], path: str) -> bool:
    for part in path.split("__"):
        field = model._meta.get_field(part)
        model = field.related_model or model
    return True


def test_there_are_figures():
    assert len(COUNTED) > 10
    assert len({figure.code for figure in [*COUNTED, *COMPUTED]}) == len(COUNTED) + len(COMPUTED)
    assert len({figure.name for figure in [*COUNTED, *COMPUTED]}) == len(COUNTED) + len(COMPUTED)


@pytest.mark.parametrize("figure", COUNTED, ids=code)
def test_a_figure_over_nothing_is_zero(db, figure):
    city()

    assert queries.value_of(figure.code, year(1949)) == 0


@pytest.mark.parametrize("figure", COUNTED, ids=code)
def test_a_figure_is_defined_and_traceable(figure):
    assert figure.definition.endswith("。")
    assert figure.trace
    assert all(has_path(figure.base, column.path) for column in figure.trace)
    assert all(has_path(figure.base, breakdown.path) for breakdown in figure.breakdowns.values())
    assert {figure.permission, figure.trace_permission} <= set(known_permissions())
    assert hasattr(figure.base, "scoped_by")
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+", figure.code)


@pytest.mark.parametrize("figure", COMPUTED, ids=code)
def test_a_computed_figure_rests_on_figures_that_exist(db, figure):
    known = queries.catalogue()
    sides = [getattr(figure, side) for side in ("numerator", "denominator", "of") if hasattr(figure, side)]

    assert [side for side in sides if side not in known] == []


@pytest.mark.parametrize("rule", offered(Consistency), ids=code)
def test_a_rule_of_consistency_speaks_of_figures_that_exist(db, rule):
    known = queries.catalogue()

    assert [side for side in (*rule.parts, rule.whole) if side not in known] == []
    assert rule.kind in ("within", "sum", "flow")
