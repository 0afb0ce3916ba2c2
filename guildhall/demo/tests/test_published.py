"""Published figures beside computed ones, and their contradictions."""

from decimal import Decimal

from guildhall.demo import published


def test_all_published_figures_are_there_once():
    figures = published.published()["figures"]

    assert len(figures) == 386
    assert len({figure["id"] for figure in figures}) == 386
    assert {figure["state"] for figure in figures} == {"reproduced", "later", "nominal"}


def test_a_rate_that_contradicts_its_sides_is_found():
    found = [(breach.left, str(breach.left_value), str(breach.right_value)) for breach in published.contradictions()]

    assert found == [("公布的jm-congress-rate", "95.2", "95.40")]


def test_bounds_are_kept():
    assert published.reaches(Decimal(20), Decimal(20), "ge")
    assert not published.reaches(Decimal(20), Decimal(20), "lt")
    assert not published.reaches(Decimal(21), Decimal(20), None)
