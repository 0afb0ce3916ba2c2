"""The validator that Django asks about a new password."""

from django.core.exceptions import ValidationError

from guildhall.kernel.access import rules


class StrongEnough:
    """Eight characters of at least three classes."""

    def validate(self, password: str, user: object = None) -> None:
        reasons = rules.why_not_password(password)
        if reasons:
            raise ValidationError([ValidationError(reason, code="password_weak") for reason in reasons])

    def get_help_text(self) -> str:
        return "至少 8 个字符，含大写字母、小写字母、数字、符号中的至少三种。"
