"""Whatever is scoped by a union follows the union to another county."""

from datetime import date

import pytest

from guildhall.kernel.organisations import actions
from guildhall.kernel.organisations.models import Kind, Organisation
from guildhall.kernel.organisations.tests.factories import TESTER, city, founded
from tests.architecture.examples import EXAMPLES

FOLLOWING = [model for model in EXAMPLES if "__" not in model.scoped_by.area and model is not Organisation]


@pytest.mark.parametrize("model", FOLLOWING, ids=lambda model: model._meta.label)
def test_a_record_follows_its_union(model, db):
    root = city()
    old, new = founded(root, Kind.COUNTY, "吉州区总工会"), founded(root, Kind.COUNTY, "青原区总工会")
    record = EXAMPLES[model](old)
    union = getattr(record, model.scoped_by.organisation)
    if union == old:
        union = founded(old, Kind.SINGLE, "搬迁的工会")
        model._base_manager.filter(pk=record.pk).update(**{model.scoped_by.organisation: union})

    actions.move(union, parent=new, day=date(2013, 3, 1), actor=TESTER, reason="区划调整")

    assert getattr(model._base_manager.get(pk=record.pk), model.scoped_by.area) == new
