"""What a saved view must know of the filters of a list: which texts name a union, which a person (decision 0035)."""

import pytest
from django import forms

from tests.architecture.test_leaks import LISTS
from tests.architecture.test_urls import named

FILTERED = [address for address in LISTS if address.view.view_class.narrowing]
OF_UNIONS, OF_PERSONS = {"union"}, {"person", "account", "phone"}


@pytest.mark.parametrize("address", FILTERED, ids=named)
def test_a_filter_says_which_of_its_texts_name_a_union_or_a_person(address):
    narrowing = address.view.view_class.narrowing
    texts = {name for name, field in narrowing.base_fields.items() if type(field) is forms.CharField}

    assert sorted(texts & OF_UNIONS - set(narrowing.unions)) == []
    assert sorted(texts & OF_PERSONS - set(narrowing.personal)) == []
    assert sorted({*narrowing.unions, *narrowing.personal} - set(narrowing.base_fields)) == []
