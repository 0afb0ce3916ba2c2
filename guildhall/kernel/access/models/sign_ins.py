"""Attempts to sign in, the sessions that came of them, and codes sent to phones."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guildhall.kernel.access.models.accounts import Account, HashField
from guildhall.kernel.scope.models import Record, ScopedQuerySet


class SignIn(Record):
    """One attempt to sign in; one that succeeded is a session until it ends."""

    class Way(models.TextChoices):
        PHONE = "phone", "手机验证码"
        PASSWORD = "password", "密码"
        DEMO = "demo", "演示"

    class Result(models.TextChoices):
        IN = "in", "成功"
        WRONG = "wrong", "失败"
        LOCKED = "locked", "已锁定"

    account = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="sign_ins", verbose_name="账号", db_index=False
    )
    attempted = models.CharField("登录名", max_length=60)
    at = models.DateTimeField("时间", db_default=Now(), editable=False)
    way = models.CharField("方式", max_length=8, choices=Way)
    result = models.CharField("结果", max_length=6, choices=Result)
    has_second_factor = models.BooleanField("用了动态口令", default=False)
    address = models.CharField("网络地址", max_length=45, blank=True)
    browser = models.CharField("设备和浏览器", max_length=60, blank=True)
    session_key = models.CharField("会话", max_length=40, blank=True, editable=False)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    ended_by = models.CharField("由谁结束", max_length=100, blank=True)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "登录"
        indexes = [
            models.Index(fields=["account", "-id"], name="access_sign_in_account"),
            models.Index(
                fields=["session_key"], name="access_sign_in_session", condition=~Q(session_key="") & Q(ended_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempted} {self.get_result_display()}"


class PhoneCode(models.Model):
    """A code that was asked for a phone, known or not; only its hash is kept, and it is good once within minutes."""

    phone_index = models.UUIDField("手机号码索引", editable=False)
    code_hash = HashField("验证码", max_length=64)
    sent_at = models.DateTimeField("发送时间", db_default=Now(), editable=False)
    address = models.CharField("网络地址", max_length=45, blank=True)
    wrong_count = models.PositiveSmallIntegerField("输错次数", default=0)
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = "手机验证码"
        indexes = [
            models.Index(fields=["phone_index", "-sent_at"], name="access_phone_code_phone"),
            models.Index(fields=["address", "-sent_at"], name="access_phone_code_address"),
            models.Index(fields=["sent_at"], name="access_phone_code_sent"),
        ]

    def __str__(self) -> str:
        return f"验证码 {self.pk}"
