"""Mail by SMTP, through Django's own backend."""

import smtplib
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from guildhall.kernel.notifications.providers.base import Answer, Letter, Outcome

NOBODY = "连接不上邮件服务器"
REJECTED_FOR_NOW = 500


class Smtp:
    code, label, batch = "smtp", "邮件服务器（SMTP）", 20

    def hand_over(self, letters: Sequence[Letter]) -> list[Outcome]:
        """All letters over one connection; when it breaks, the one under way is unsure and the rest were not tried."""
        connection = get_connection("django.core.mail.backends.smtp.EmailBackend")
        try:
            connection.open()
        except smtplib.SMTPAuthenticationError:
            return [Outcome(Answer.DOWN, reason="邮件服务器不认可账号或口令，请管理员核对")] * len(letters)
        except (OSError, smtplib.SMTPException):
            return [Outcome(Answer.DOWN, reason=NOBODY)] * len(letters)
        outcomes: list[Outcome] = []
        for letter in letters:
            broke = bool(outcomes) and outcomes[-1].answer in (Answer.UNSURE, Answer.DOWN)
            outcomes.append(Outcome(Answer.DOWN, reason=NOBODY) if broke else sent(letter, connection))
        try:
            connection.close()
        except (OSError, smtplib.SMTPException):
            return outcomes
        return outcomes


def sent(letter: Letter, connection: BaseEmailBackend) -> Outcome:
    number = f"<{letter.key}@{settings.GUILDHALL_MAIL_DOMAIN}>"
    message = EmailMessage(
        letter.title, letter.body, to=[letter.address], headers={"Message-ID": number}, connection=connection
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        status = max(code for code, _ in refused.recipients.values())
        if status < REJECTED_FOR_NOW:
            return Outcome(Answer.DOWN, reason=f"邮件服务器暂不接受（{status}）")
        return Outcome(Answer.REFUSED, reason=f"邮件服务器不接受这个地址（{status}）")
    except smtplib.SMTPResponseException as refused:
        is_final = refused.smtp_code >= REJECTED_FOR_NOW and isinstance(refused, smtplib.SMTPDataError)
        return Outcome(Answer.REFUSED if is_final else Answer.DOWN, reason=f"邮件服务器不接受（{refused.smtp_code}）")
    except (OSError, smtplib.SMTPException):
        return Outcome(Answer.UNSURE, reason="邮件服务器没有答复，可能已经发出")
    return Outcome(Answer.TAKEN, reference=number[:100])
