"""Short messages through a gateway that takes HTTP: its address, token and field names come from the environment.

The gateway signs and routes; of a city's own gateway nothing more is assumed than one request for one message.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from guildhall.kernel.notifications import rules
from guildhall.kernel.notifications.providers.base import Answer, Letter, Outcome
from guildhall.kernel.notifications.providers.http import post


class HttpSms:
    code, label, batch = "http_sms", "短信网关（HTTP）", 1

    def __init__(self) -> None:
        self.given: Mapping[str, Any] = settings.GUILDHALL_SMS

    def hand_over(self, letters: Sequence[Letter]) -> list[Outcome]:
        return [self.sent(letter) for letter in letters]

    def sent(self, letter: Letter) -> Outcome:
        headers = {"Idempotency-Key": letter.key}
        if self.given["token"]:
            headers[self.given["token_header"]] = self.given["token"]
        reply = post(
            self.given["address"], self.payload(letter), headers=headers, as_form=self.given["shape"] == "form"
        )
        return reply.instead or self.outcome(reply.data)

    def payload(self, letter: Letter) -> dict[str, Any]:
        """Our facts under the gateway's names; constants such as a signature's number as they are given."""
        number, mapping = rules.provider_template(letter.template)
        ours = {
            "phone": letter.address,
            "text": letter.body,
            "key": letter.key,
            "template": number,
            "values": json.dumps(rules.renamed(letter.values, mapping), ensure_ascii=False),
        }
        return {**self.given["constants"], **{theirs: ours[name] for name, theirs in self.given["fields"].items()}}

    def outcome(self, data: Mapping[str, Any]) -> Outcome:
        """Whether the gateway took it, by the field and value that mean yes; without such a field a 2xx is a yes."""
        field, expected = self.given["accepted"]
        if field and str(data.get(field)) != expected:
            return Outcome(Answer.REFUSED, reason=f"网关不接受：{field}={str(data.get(field))[:40]}")
        return Outcome(Answer.TAKEN, reference=str(data.get(self.given["reference"], ""))[:100])
