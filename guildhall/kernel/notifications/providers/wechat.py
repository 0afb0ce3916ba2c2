"""Template messages of a WeChat official account 公众号, with a token that is fetched anew before it runs out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from guildhall.kernel.notifications import rules
from guildhall.kernel.notifications.models import Channel, Gateway
from guildhall.kernel.notifications.providers.base import Answer, Letter, Outcome
from guildhall.kernel.notifications.providers.http import Reply, post

TOKEN_SPENT = {40001, 40014, 42001}
LATER = {-1, 45009, 45011}
REASONS = {
    40003: "对方的微信绑定已失效",
    40037: "微信模板编号不对",
    43004: "对方没有关注公众号",
    47003: "微信模板的变量不对",
}
EARLIER = timedelta(minutes=5)


class OfficialAccount:
    code, label, batch = "wechat", "微信公众号", 1

    def __init__(self) -> None:
        self.given: Mapping[str, Any] = settings.GUILDHALL_WECHAT

    def hand_over(self, letters: Sequence[Letter]) -> list[Outcome]:
        return [self.sent(letter) for letter in letters]

    def sent(self, letter: Letter) -> Outcome:
        """Send with the token at hand; a spent one was refused before anything was sent, so it is replaced once."""
        number, mapping = rules.provider_template(letter.template)
        if not number:
            return Outcome(Answer.REFUSED, reason="还没有登记微信模板编号")
        payload = self.payload(letter, number, mapping)
        reply = self.posted(payload, fresh=False)
        if reply.data.get("errcode") in TOKEN_SPENT:
            reply = self.posted(payload, fresh=True)
        return reply.instead or outcome_of(reply.data)

    def payload(self, letter: Letter, number: str, mapping: Mapping[str, str]) -> dict[str, Any]:
        values = rules.renamed(letter.values, mapping)
        payload: dict[str, Any] = {
            "touser": letter.address,
            "template_id": number,
            "data": {name: {"value": value} for name, value in values.items()},
            "client_msg_id": letter.key,
        }
        if settings.GUILDHALL_SITE and letter.link:
            payload["url"] = settings.GUILDHALL_SITE + letter.link
        return payload

    def posted(self, payload: Mapping[str, Any], *, fresh: bool) -> Reply:
        token, failed = self.token(fresh=fresh)
        if failed:
            return Reply({}, failed)
        return post(f"{self.given['address']}/cgi-bin/message/template/send?access_token={token}", payload, headers={})

    def token(self, *, fresh: bool) -> tuple[str, Outcome | None]:
        """The token that is kept sealed for all workers, or a new one; the secret goes in the body, never in an address."""
        gateway, _ = Gateway.objects.get_or_create(channel=Channel.WECHAT)
        now = timezone.now()
        if not fresh and gateway.token and gateway.token_until and gateway.token_until > now:
            return str(gateway.token), None
        asked = {
            "grant_type": "client_credential",
            "appid": self.given["account"],
            "secret": self.given["secret"],
            "force_refresh": fresh,
        }
        reply = post(f"{self.given['address']}/cgi-bin/stable_token", asked, headers={})
        token = reply.data.get("access_token")
        if not token:
            is_down = reply.instead is not None and reply.instead.answer != Answer.REFUSED
            reason = "连接不上微信" if is_down else "微信不认可公众号或密钥，请管理员核对"
            return "", Outcome(Answer.DOWN, reason=reason)
        gateway.token = token
        gateway.token_until = now + timedelta(seconds=int(reply.data.get("expires_in", 7200))) - EARLIER
        gateway.save(update_fields=["token", "token_until"])
        return str(token), None


def outcome_of(data: Mapping[str, Any]) -> Outcome:
    """What WeChat's code says of the message."""
    code = data.get("errcode")
    if code == 0:
        return Outcome(Answer.TAKEN, reference=str(data.get("msgid", "")))
    if code in LATER or code in TOKEN_SPENT:
        return Outcome(Answer.DOWN, reason=f"微信暂不接受（{code}）")
    if not isinstance(code, int):
        return Outcome(Answer.UNSURE, reason="微信的答复看不懂，可能已经发出")
    return Outcome(Answer.REFUSED, reason=REASONS.get(code, f"微信不接受这条消息（{code}）"))
