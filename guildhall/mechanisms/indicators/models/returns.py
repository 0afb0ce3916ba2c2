"""Returns 报表: the forms of them, the cells of a form, calls for them, and what each union answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from guildhall.kernel.files.models import File
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people.models import Person
from guildhall.kernel.scope.models import Record, ScopedBy, ScopedQuerySet
from guildhall.mechanisms.indicators.models.readings import BY_UNION, FrozenReading
from guildhall.mechanisms.indicators.rules.periods import Period
from guildhall.mechanisms.indicators.rules.returns import moves
from guildhall.mechanisms.indicators.rules.returns.relations import Place, Relation, Side, read_relations, read_side


class ReturnForm(Record):
    """One version of a return 报表制度: whose it is, for which periods, what must agree in it, its upper workbook."""

    class PeriodKind(models.TextChoices):
        YEAR = "year", "年报"
        HALF = "half", "半年报"
        QUARTER = "quarter", "季报"
        MONTH = "month", "月报"
        ANY = "any", "一次性或其他期间"

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        IN_FORCE = "in_force", "使用中"
        RETIRED = "retired", "已停用"

    code = models.CharField("代码", max_length=40)
    version = models.PositiveSmallIntegerField("版本", default=1)
    name = models.CharField("报表名称", max_length=100)
    issuer = models.CharField("制表机关", max_length=100)
    document_number = models.CharField("文号", max_length=60, blank=True)
    unit_line = models.CharField("计量单位", max_length=40, blank=True)
    period_kind = models.CharField("报告期别", max_length=7, choices=PeriodKind, default=PeriodKind.YEAR)
    since = models.DateField("施行日期", null=True, blank=True)
    until = models.DateField("停用日期", null=True, blank=True)
    state = models.CharField("状态", max_length=8, choices=State, default=State.DRAFT)
    checks = models.TextField("审核关系", blank=True)
    note = models.TextField("填报说明", blank=True)
    workbook = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", verbose_name="上级表格")
    unit_sheet = models.CharField("分单位的工作表", max_length=60, blank=True)
    unit_column = models.CharField("单位名称所在列", max_length=3, blank=True)

    class Meta(Record.Meta):
        verbose_name = "报表"
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"],
                name="indicators_return_form_version_once",
                violation_error_message="这张报表已有这个版本",
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(state="draft"),
                name="indicators_return_form_one_draft",
                violation_error_message="这张报表已有一个草稿版本，请先启用或删去它",
            ),
            models.CheckConstraint(
                name="indicators_return_form_in_force_since",
                condition=Q(state="draft") | Q(since__isnull=False),
                violation_error_message="启用的报表要有施行日期",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/desk/returns/forms/{self.pk}/"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def relations(self) -> list[Relation]:
        return read_relations(self.checks)


class ReturnCell(Record):
    """One cell of a form: its line and column, and whether it is counted, declared or computed."""

    class Kind(models.TextChoices):
        COUNTED = "counted", "平台取数"
        DECLARED = "declared", "手工填报"
        COMPUTED = "computed", "表内计算"

    class At(models.TextChoices):
        WHOLE = "whole", "报告期"
        OPENING = "opening", "期初"
        PREVIOUS = "previous", "上年同期"

    form = models.ForeignKey(ReturnForm, models.PROTECT, related_name="cells", verbose_name="报表")
    line_number = models.PositiveSmallIntegerField("行次")
    column_number = models.PositiveSmallIntegerField("栏次", default=1)
    line = models.CharField("指标名称", max_length=100)
    column = models.CharField("栏名", max_length=60, default="本期")
    unit = models.CharField("计量单位", max_length=20, blank=True)
    kind = models.CharField("来源", max_length=8, choices=Kind)
    figure = models.CharField("指标", max_length=80, blank=True)
    by = models.CharField("分组", max_length=40, blank=True)
    part = models.CharField("其中", max_length=60, blank=True)
    at = models.CharField("取数期间", max_length=8, choices=At, default=At.WHOLE)
    is_required = models.BooleanField("必填", default=True)
    places = models.PositiveSmallIntegerField("小数位", default=0)
    formula = models.CharField("算式", max_length=200, blank=True)
    sheet = models.CharField("上级表格的工作表", max_length=60, blank=True)
    address = models.CharField("单元格", max_length=10, blank=True)
    row_column = models.CharField("分单位表的列", max_length=3, blank=True)

    class Meta(Record.Meta):
        verbose_name = "报表项"
        constraints = [
            models.UniqueConstraint(
                fields=["form", "line_number", "column_number"],
                name="indicators_return_cell_place_once",
                violation_error_message="这一行这一栏已有内容，请换行次或栏次",
            ),
            models.CheckConstraint(
                name="indicators_return_cell_counted_has_figure",
                condition=Q(kind="counted") & ~Q(figure="") | ~Q(kind="counted") & Q(figure=""),
                violation_error_message="平台取数的项要选指标，其他项不选",
            ),
            models.CheckConstraint(
                name="indicators_return_cell_computed_has_formula",
                condition=Q(kind="computed") & ~Q(formula="") | ~Q(kind="computed") & Q(formula=""),
                violation_error_message="表内计算的项要有算式，其他项没有",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.column}"

    @property
    def place(self) -> Place:
        return self.line_number, self.column_number

    @property
    def is_counted(self) -> bool:
        return self.kind == self.Kind.COUNTED

    @property
    def is_computed(self) -> bool:
        return self.kind == self.Kind.COMPUTED

    @property
    def side(self) -> Side:
        return read_side(self.formula)

    def period_of(self, period: Period) -> Period:
        """The period at which this cell of a return is read."""
        return {"opening": period.opening, "previous": period.previous}.get(self.at, period)


class ReturnCall(Record):
    """A form called in for a period 布置 by a body from its lower unions, with a day and a cut-off."""

    scoped_by: ClassVar[ScopedBy] = BY_UNION

    form = models.ForeignKey(ReturnForm, models.PROTECT, related_name="calls", verbose_name="报表")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="布置单位")
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区")
    starts_on = models.DateField("统计期起")
    ends_on = models.DateField("统计期止")
    cutoff_at = models.DateTimeField("截止登记时间", null=True, blank=True)
    due_on = models.DateField("报送期限")
    allows_one_person = models.BooleanField("允许一人填表和审核", default=False)
    note = models.CharField("布置要求", max_length=500, blank=True)
    called_by = models.CharField("布置人", max_length=100)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "报表布置"
        indexes = [
            models.Index(fields=["area", "-id"], name="indicators_return_call_area"),
            models.Index(fields=["organisation", "-id"], name="indicators_return_call_union"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "organisation", "starts_on", "ends_on"],
                name="indicators_return_call_once",
                violation_error_message="这张报表的这一期已经布置过",
            ),
            models.CheckConstraint(
                name="indicators_return_call_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="统计期结束早于开始",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form.name} {self.period.label}"

    def get_absolute_url(self) -> str:
        return f"/desk/returns/calls/{self.pk}/"

    @property
    def period(self) -> Period:
        return Period(self.starts_on, self.ends_on)


class Return(Record):
    """What one union answers to a call 报表; `upper` is the return that it is added up into, where a lower union called it."""

    class State(models.TextChoices):
        CALLED = moves.CALLED, "待填报"
        FILLING = moves.FILLING, "填报中"
        PREPARED = moves.PREPARED, "待审核"
        SUBMITTED = moves.SUBMITTED, "已报出"
        ACCEPTED = moves.ACCEPTED, "已审收"
        RETURNED = moves.RETURNED, "退回补正"
        RECALLED = moves.RECALLED, "已收回"

    scoped_by: ClassVar[ScopedBy] = BY_UNION

    call = models.ForeignKey(ReturnCall, models.PROTECT, related_name="returns", verbose_name="布置")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="填报单位")
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区")
    upper = models.ForeignKey("self", models.PROTECT, null=True, related_name="lower", verbose_name="汇入")
    asked_by = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="报送")
    due_on = models.DateField("报送期限")
    state = models.CharField("状态", max_length=9, choices=State, default=State.CALLED)
    reason = models.CharField("退回或收回原因", max_length=300, blank=True)
    counted_at = models.DateTimeField("取数时间", null=True)
    filled_at = models.DateTimeField("填写时间", null=True)
    holder = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="经办人")
    filler = models.CharField("填表人", max_length=60, blank=True)
    filler_phone = models.CharField("联系电话", max_length=30, blank=True)
    reviewer = models.CharField("审核人", max_length=60, blank=True)
    head = models.CharField("负责人", max_length=60, blank=True)
    prepared_at = models.DateTimeField("填报完成时间", null=True)
    submitted_at = models.DateTimeField("报出时间", null=True)
    submitted_by = models.CharField("审核确认", max_length=100, blank=True)
    is_by_one_person = models.BooleanField("一人填审", default=False)
    accepted_at = models.DateTimeField("审收时间", null=True)
    accepted_by = models.CharField("审收人", max_length=100, blank=True)
    reminded_at = models.DateTimeField("催报时间", null=True)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "报表填报"
        indexes = [
            models.Index(fields=["call", "upper", "state"], name="indicators_return_level"),
            models.Index(fields=["upper", "state"], name="indicators_return_upper"),
            models.Index(fields=["area", "-id"], name="indicators_return_area"),
            models.Index(fields=["organisation", "-id"], name="indicators_return_union"),
            models.Index(fields=["holder"], name="indicators_return_holder"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "organisation"],
                name="indicators_return_once_a_call",
                violation_error_message="这个单位已有这一期的报表",
            ),
            models.CheckConstraint(
                name="indicators_return_submitted_has_moment",
                condition=Q(state__in=(moves.SUBMITTED, moves.ACCEPTED), submitted_at__isnull=False)
                | ~Q(state__in=(moves.SUBMITTED, moves.ACCEPTED)),
                violation_error_message="已报出的报表要有报出时间",
            ),
            models.CheckConstraint(
                name="indicators_return_sent_back_has_reason",
                condition=~Q(state__in=(moves.RETURNED, moves.RECALLED)) | ~Q(reason=""),
                violation_error_message="退回或收回要写明原因",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call} {self.organisation.printed_name}"

    def get_absolute_url(self) -> str:
        return f"/desk/returns/{self.pk}/"

    @property
    def period(self) -> Period:
        return self.call.period

    @property
    def submitted_on(self) -> date | None:
        return timezone.localdate(self.submitted_at) if self.submitted_at else None


class ReturnValue(Record):
    """One cell of one return: what the platform counted, what the union wrote, and why they differ."""

    of = models.ForeignKey(Return, models.CASCADE, related_name="values", verbose_name="报表")
    cell = models.ForeignKey(ReturnCell, models.PROTECT, related_name="+", verbose_name="报表项")
    counted = models.DecimalField("平台取数", max_digits=24, decimal_places=4, null=True)
    late = models.DecimalField("其中截止后补录", max_digits=24, decimal_places=4, null=True)
    value = models.DecimalField("填报数", max_digits=24, decimal_places=4, null=True)
    note = models.CharField("差异说明", max_length=300, blank=True)
    frozen = models.ForeignKey(FrozenReading, models.PROTECT, null=True, related_name="+", verbose_name="定稿")

    class Meta(Record.Meta):
        verbose_name = "报表数"
        constraints = [
            models.UniqueConstraint(
                fields=["of", "cell"], name="indicators_return_value_once", include=["value", "counted", "late"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.of_id} {self.cell_id}"

    @property
    def difference(self) -> Decimal | None:
        if self.counted is None or self.value is None:
            return None
        return self.value - self.counted
