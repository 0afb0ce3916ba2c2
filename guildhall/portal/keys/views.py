"""How the keys stand, beginning a rotation, letting go of the old keys."""

from django import forms
from django.apps import apps
from django.contrib import messages
from django.shortcuts import redirect, render

from guildhall.kernel.audit.verbs import note
from guildhall.kernel.jobs.work import enqueue
from guildhall.kernel.refusal import Refused
from guildhall.portal.keys.domain import MANAGE
from guildhall.portal.keys.rotating import FILES, retire, standing
from guildhall.web.forms import Form
from guildhall.web.pages import page

NAMES = {"aes-gcm": "AES-256-GCM", "sm4-gcm": "国密 SM4-GCM"}


class RetireForm(Form):
    """The keys are gone from the file afterwards, so their backup is asked for."""

    is_backed_up = forms.BooleanField(label="已把现有密钥文件另行备份，旧的数据库备份仍要用它才能恢复")


@page(MANAGE)
def keys(request):
    now = standing()
    names = {model._meta.db_table: str(model._meta.verbose_name) for model in apps.get_models()}
    rows = {}
    for each in now.remaining:
        label = "文件内容" if each.table == FILES else names.get(each.table, "导入的名册")
        rows[label] = max(rows.get(label, 0), each.rows)
    context = {"title": "密钥轮换", "now": now, "suite": NAMES[now.suite], "rows": list(rows.items())}
    return render(request, "portal/keys.html", context)


@page(MANAGE, methods=("POST",), steps_up=True)
def rotate(request):
    return redirect("web:job", enqueue("portal.rotate_keys", actor=request.actor).pk)


@page(MANAGE, steps_up=True)
def retire_keys(request):
    form = RetireForm(request.POST or None)
    if form.is_valid():
        try:
            gone, gone_indexes = retire()
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            note(actor=request.actor, verb="portal.keys.retire", after={"keys": gone, "index_keys": gone_indexes})
            messages.success(request, "旧密钥已停用")
            return redirect("keys:keys")
    return render(request, "portal/retire_keys.html", {"title": "停用旧密钥", "form": form})
