import re
from datetime import date

import pytest
from django import forms

from guildhall.kernel.organisations import actions as tree
from guildhall.kernel.scope import system
from guildhall.web.forms import REPEATED, STALE, DateField, Form, PeriodField
from guildhall.web.models import OneTimeKey

pytestmark = [pytest.mark.django_db, pytest.mark.urls("guildhall.web.tests.urls")]


class Tried(Form):
    name = forms.CharField(label="名称", help_text="全称")
    day = DateField(label="日期", required=False)
    period = PeriodField(label="期间", required=False)


def hidden(page):
    return dict(re.findall(r'<input type="hidden" name="(version_shown|once)" value="([^"]*)"', page))


def opened(client, union):
    return hidden(client.get(f"/unions/{union.pk}/rename/").content.decode())


def filled(client, union, **values):
    return {"name": "新名称", "day": "2012-05-01", **opened(client, union), **values}


def test_a_form_is_taken_once(client, chair, counties):
    form = filled(client, counties[0])

    first = client.post(f"/unions/{counties[0].pk}/rename/", form)
    second = client.post(f"/unions/{counties[0].pk}/rename/", form)

    assert first.content == b"ok"
    assert REPEATED in second.content.decode()


def test_a_record_changed_meanwhile_is_told(client, chair, counties):
    form = filled(client, counties[0])
    tree.rename(counties[0], name="吉州区工会", short_name="", actor=system("别人"), day=date(2012, 5, 1))

    response = client.post(f"/unions/{counties[0].pk}/rename/", form)

    assert STALE in response.content.decode()
    assert not OneTimeKey.objects.exists()


def test_a_wrong_field_does_not_cost_the_key(client, chair, counties):
    form = filled(client, counties[0])

    wrong = client.post(f"/unions/{counties[0].pk}/rename/", {**form, "day": "没有"})
    right = client.post(f"/unions/{counties[0].pk}/rename/", form)

    assert "undefined" not in wrong.content.decode()
    assert 'class="invalid-feedback"' in wrong.content.decode()
    assert right.content == b"ok"


@pytest.mark.parametrize("text", ["2012-5-1", "2012/05/01", "2012.5.1", "2012年5月1日", "20120501"])
def test_days_are_read_as_people_write_them(text):
    form = Tried({"name": "x", "day": text})

    assert form.is_valid()
    assert form.cleaned_data["day"] == date(2012, 5, 1)


def test_a_period_may_be_open_but_not_backwards():
    open_period = Tried({"name": "x", "period_since": "2012-05-01"})
    backwards = Tried({"name": "x", "period_since": "2012-05-01", "period_until": "2012-04-01"})

    assert open_period.is_valid()
    assert open_period.cleaned_data["period"] == (date(2012, 5, 1), None)
    assert backwards.errors["period"] == ["结束日期早于开始日期"]


def test_fields_are_drawn_with_label_hint_and_error():
    drawn = str(Tried({"name": ""}))

    assert '<label class="form-label required" for="id_name">名称</label>' in drawn
    assert '<div class="form-hint" id="id_name_helptext">全称</div>' in drawn
    assert '<div class="invalid-feedback" id="id_name_error">' in drawn
    assert 'aria-invalid="true"' in drawn


def test_what_is_left_empty_is_asked_for_by_its_name():
    class Asked(Form):
        name = forms.CharField(label="名称")
        kind = forms.ChoiceField(label="类别", choices=[("a", "甲")])
        proof = forms.FileField(label="证明")
        agreed = forms.BooleanField(label="已核对")
        own = forms.CharField(label="原因", error_messages={"required": "请写明退回的理由"})

    errors = Asked({}).errors

    assert [said for name in Asked.base_fields for said in errors[name]] == [
        "请填写名称", "请选择类别", "请选择证明", "请勾选已核对", "请写明退回的理由",
    ]  # fmt: skip
