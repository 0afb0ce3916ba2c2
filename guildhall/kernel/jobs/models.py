"""Background work as its asker sees it; procrastinate's own tables only carry it to a worker."""

from django.db import models

from guildhall.kernel.scope.models import Record


class Job(Record):
    """One piece of background work: who asked for it, how far it is, how it ended."""

    class State(models.TextChoices):
        QUEUED = "queued", "排队中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "出错"
        CANCELLED = "cancelled", "已取消"

    name = models.CharField("任务", max_length=100)
    title = models.CharField("名称", max_length=200)
    arguments = models.JSONField("参数", default=dict)
    account_id = models.BigIntegerField("提交人账号", null=True)
    person_id = models.BigIntegerField("提交人", null=True)
    actor_label = models.CharField("提交人名称", max_length=100)
    subject_type = models.CharField("对象类别", max_length=100, blank=True)
    subject_id = models.BigIntegerField("对象", null=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.QUEUED)
    done_count = models.PositiveIntegerField("已完成数", default=0)
    total_count = models.PositiveIntegerField("总数", default=0)
    message = models.CharField("说明", max_length=300, blank=True)
    is_cancel_asked = models.BooleanField("已要求取消", default=False)
    attempt_count = models.PositiveSmallIntegerField("运行次数", default=0)
    started_at = models.DateTimeField("开始时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    result = models.JSONField("结果", default=dict)

    class Meta(Record.Meta):
        verbose_name = "后台任务"
        indexes = [
            models.Index(fields=["account_id", "-id"], name="jobs_job_account"),
            models.Index(fields=["subject_type", "subject_id", "-id"], name="jobs_job_subject"),
            models.Index(fields=["state", "id"], name="jobs_job_state"),
        ]
        constraints = [
            models.CheckConstraint(
                name="jobs_job_ended_has_moment",
                condition=models.Q(state__in=["queued", "running"], ended_at=None)
                | models.Q(state__in=["done", "failed", "cancelled"], ended_at__isnull=False),
                violation_error_message="只有结束的任务才有结束时间",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.get_state_display()}）"

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100."""
        if self.state == self.State.DONE:
            return 100
        return min(99, self.done_count * 100 // self.total_count) if self.total_count else 0

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.RUNNING)
