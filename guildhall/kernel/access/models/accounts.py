"""Accounts: the means of signing in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from guildhall.kernel.crypto.fields import EncryptedTextField
from guildhall.kernel.people.models import Person
from guildhall.kernel.scope.models import Record, ScopedBy, ScopedQuerySet


class HashField(models.CharField):
    """A password's hash: the trail says only that it was changed."""

    is_encrypted = True


class AccountManager(BaseUserManager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]
    def create_account(self, username: str, password: str | None = None, **values: object) -> Account:
        """A new account; without a password nobody can sign in to it by password."""
        account = self.model(username=username, **values)
        account.set_password(password) if password else account.set_unusable_password()
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser, Record):
    """The means of signing in that a person has, made at first sign-in or by an administrator."""

    scoped_by: ClassVar[ScopedBy] = ScopedBy(area="person__area", organisation="person__home_union")
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    username = models.CharField("账号", max_length=60, unique=True)
    password = HashField("密码", max_length=128)
    password_expires_on = models.DateField("密码到期日", null=True, blank=True)
    person = models.OneToOneField(
        Person, models.PROTECT, null=True, blank=True, related_name="account", verbose_name="人员"
    )
    display_name = models.CharField("显示名", max_length=60)
    email = models.EmailField("邮箱", blank=True)
    is_active = models.BooleanField("启用", default=True)
    needs_second_factor = models.BooleanField("须动态口令", default=False)

    objects = AccountManager()

    class Meta(Record.Meta):
        verbose_name = "账号"

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_username(self) -> str:
        return self.username

    def get_absolute_url(self) -> str:
        return f"/desk/administration/accounts/{self.pk}/"

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions end with the password, and when the second factor becomes a duty."""
        standing = f"{self.password} {self.needs_second_factor}"
        return salted_hmac("access.account.session", standing, secret=secret, algorithm="sha256").hexdigest()


class SecondFactor(Record):
    """The secret that an account shares with its owner's phone; `last_step` is the newest code used, which is never good twice."""

    account = models.OneToOneField(Account, models.CASCADE, related_name="second_factor", verbose_name="账号")
    secret = EncryptedTextField("密钥")
    last_step = models.BigIntegerField("已用时段", default=0)

    class Meta(Record.Meta):
        verbose_name = "动态口令"

    def __str__(self) -> str:
        return f"动态口令 {self.account_id}"


class DemoMark(models.Model):
    """The one row that says: this database is a demo city, nobody in it is real."""

    place = models.CharField("演示城市", max_length=60)
    at = models.DateTimeField("标记时间", db_default=Now(), editable=False)

    class Meta:
        verbose_name = "演示标记"
        constraints = [models.CheckConstraint(name="access_demo_mark_is_one", condition=Q(pk=1))]

    def __str__(self) -> str:
        return self.place
