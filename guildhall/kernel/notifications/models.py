"""Messages to people by whatever channel, the texts they are made of, and the state of each way out."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from guildhall.kernel.crypto.fields import EncryptedTextField
from guildhall.kernel.notifications import rules
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people.models import Person
from guildhall.kernel.scope.models import Record, ScopedBy, ScopedQuerySet


class Channel(models.TextChoices):
    """How a message reaches somebody."""

    IN_APP = "in_app", "站内消息"
    SMS = "sms", "短信"
    MAIL = "mail", "邮件"
    WECHAT = "wechat", "微信"


OUTSIDE = (Channel.SMS, Channel.MAIL, Channel.WECHAT)


class MessageQuerySet(ScopedQuerySet):
    def inbox_of(self, person_id: int) -> MessageQuerySet:
        """What somebody finds under 我的消息."""
        return self.filter(person=person_id, channel=Channel.IN_APP)

    def unread(self) -> MessageQuerySet:
        return self.filter(state=Message.State.DELIVERED)


class Message(Record):
    """One message to one person or address by one channel, from its writing to its arrival."""

    class State(models.TextChoices):
        QUEUED = rules.QUEUED, "待发送"
        SENDING = rules.SENDING, "发送中"
        SENT = rules.SENT, "已发出"
        DELIVERED = rules.DELIVERED, "已送达"
        READ = rules.READ, "已读"
        FAILED = rules.FAILED, "发送失败"
        CANCELLED = rules.CANCELLED, "已取消"

    scoped_by: ClassVar[ScopedBy] = ScopedBy(area="area", organisation="organisation")

    template = models.CharField("模板", max_length=80)
    label = models.CharField("事由", max_length=100)
    channel = models.CharField("方式", max_length=8, choices=Channel)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="收件人", db_index=False
    )
    address = EncryptedTextField("地址", null=True, blank=True)
    body = EncryptedTextField("正文", null=True, blank=True)
    values = EncryptedTextField("变量", null=True, blank=True, editable=False)
    has_secret = models.BooleanField("含验证码", default=False)
    provider_code = models.CharField("通道模板编号", max_length=100, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="所在工会")
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区", db_index=False)
    subject_type = models.CharField("对象类别", max_length=100, blank=True)
    subject_id = models.BigIntegerField("对象", null=True, blank=True)
    link = models.CharField("链接", max_length=300, blank=True)
    is_urgent = models.BooleanField("紧急", default=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.QUEUED)
    not_before = models.DateTimeField("不早于", null=True, blank=True)
    expires_at = models.DateTimeField("有效至", null=True, blank=True)
    next_try_at = models.DateTimeField("下次发送", null=True, blank=True)
    leased_until = models.DateTimeField("发送中至", null=True, blank=True, editable=False)
    attempt_count = models.PositiveSmallIntegerField("发送次数", default=0)
    is_maybe_twice = models.BooleanField("可能重复", default=False)
    key = models.UUIDField("幂等键", default=uuid.uuid4, editable=False)
    provider = models.CharField("通道", max_length=40, blank=True)
    provider_reference = models.CharField("通道回执号", max_length=100, blank=True)
    error = models.CharField("失败原因", max_length=300, blank=True)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    account_id = models.BigIntegerField("发起账号", null=True, blank=True, editable=False)
    sent_by = models.CharField("发起人", max_length=100)

    objects = models.Manager.from_queryset(MessageQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "消息"
        indexes = [
            models.Index(fields=["area", "-id"], name="notifications_message_area"),
            models.Index(fields=["organisation", "-id"], name="notifications_message_union"),
            models.Index(fields=["state", "-id"], name="notifications_message_state"),
            models.Index(fields=["template", "-id"], name="notifications_message_template"),
            models.Index(fields=["subject_type", "subject_id"], name="notifications_message_subject"),
            models.Index(fields=["channel", "-id"], name="notifications_message_channel"),
            models.Index(fields=["person", "-id"], name="notifications_message_person"),
            models.Index(
                fields=["person"],
                name="notifications_message_unread",
                condition=Q(channel="in_app", state="delivered"),
            ),
            models.Index(
                fields=["channel", "-is_urgent", "next_try_at", "id"],
                name="notifications_message_due",
                condition=Q(state="queued"),
            ),
            models.Index(
                fields=["channel", "leased_until"], name="notifications_message_leased", condition=Q(state="sending")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="notifications_message_in_app_has_person",
                condition=~Q(channel="in_app") | Q(person__isnull=False),
                violation_error_message="站内消息要有收件人",
            ),
            models.CheckConstraint(
                name="notifications_message_waiting_has_moment",
                condition=~Q(state="queued") | Q(next_try_at__isnull=False),
                violation_error_message="待发送的消息要有下次发送时间",
            ),
            models.CheckConstraint(
                name="notifications_message_sending_is_leased",
                condition=Q(state="sending", leased_until__isnull=False) | ~Q(state="sending") & Q(leased_until=None),
                violation_error_message="只有发送中的消息才有发送期限",
            ),
            models.CheckConstraint(
                name="notifications_message_sent_has_moment",
                condition=~Q(state__in=["sent", "delivered", "read"]) | Q(sent_at__isnull=False),
                violation_error_message="已发出的消息要有发出时间",
            ),
            models.CheckConstraint(
                name="notifications_message_failed_has_reason",
                condition=~Q(state="failed") | ~Q(error=""),
                violation_error_message="发送失败的消息要有原因",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}（{self.get_state_display()}）"

    def get_absolute_url(self) -> str:
        return f"/desk/messages/outbox/{self.pk}/"

    @property
    def is_unread(self) -> bool:
        return self.state == self.State.DELIVERED

    def is_expired(self, at: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= at


class TemplateText(Record):
    """What a template says from a day on; an empty text is the return to the default."""

    code = models.CharField("模板", max_length=80)
    since = models.DateField("生效日期")
    text = models.TextField("正文", blank=True)
    provider_codes = models.JSONField("通道模板编号", default=dict, blank=True)
    reason = models.CharField("说明", max_length=200, blank=True)
    set_by = models.CharField("编辑人", max_length=100)

    class Meta(Record.Meta):
        verbose_name = "消息模板"
        ordering: ClassVar = ["code", "since", "id"]
        constraints = [
            models.UniqueConstraint(
                name="notifications_template_text_once_a_day",
                fields=["code", "since"],
                violation_error_message="同一生效日期只能有一份正文",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.since}"


class Gateway(Record):
    """How one way out stands: failures one after another, until when it rests, and its token."""

    channel = models.CharField("方式", max_length=8, choices=Channel, unique=True)
    failure_count = models.PositiveIntegerField("连续失败次数", default=0)
    rests_until = models.DateTimeField("暂停至", null=True, blank=True)
    answered_at = models.DateTimeField("最近成功", null=True, blank=True)
    failed_at = models.DateTimeField("最近失败", null=True, blank=True)
    error = models.CharField("最近的原因", max_length=300, blank=True)
    token = EncryptedTextField("令牌", null=True, blank=True)
    token_until = models.DateTimeField("令牌有效至", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = "发送通道"

    def __str__(self) -> str:
        return self.get_channel_display()


class OptOut(Record):
    """Somebody does not want messages that are not urgent by a channel."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="人员")
    channel = models.CharField("方式", max_length=8, choices=Channel)

    class Meta(Record.Meta):
        verbose_name = "免打扰选择"
        constraints = [
            models.UniqueConstraint(
                name="notifications_opt_out_once",
                fields=["person", "channel"],
                violation_error_message="已经选择过了",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.channel}"
