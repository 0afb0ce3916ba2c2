"""What membership tells people: a transfer waits for their union, or was decided."""

from django.utils import timezone

from guildhall.domains.membership.models import TransferProposal
from guildhall.kernel.access.models import Account
from guildhall.kernel.access.queries import responsible_for
from guildhall.kernel.notifications.actions import send
from guildhall.kernel.notifications.offers import MessageTemplate
from guildhall.kernel.people.rules.masks import mask_name
from guildhall.kernel.scope import Actor

DECIDE = "membership.transfer.decide"
PROPOSED = MessageTemplate(
    code="membership.transfer.proposed",
    label="转会待接收",
    text="{转出工会}提出将会员{会员}转入{转入工会}，请办理接收或退回。",
    variables={"转出工会": "吉州机械厂工会", "会员": "王*", "转入工会": "吉州纺织厂工会"},
)
DECIDED = MessageTemplate(
    code="membership.transfer.decided",
    label="转会已办理",
    text="{转入工会}{结果}会员{会员}的转会。{意见}",
    variables={"转入工会": "吉州纺织厂工会", "结果": "已接收", "会员": "王*", "意见": "意见：材料齐全"},
)


def transfer_proposed(proposal: TransferProposal, *, actor: Actor) -> None:
    """Tell those who may receive members for the union, not the one who asks."""
    receiving = responsible_for(DECIDE, proposal.to_union, timezone.localdate())
    send(
        PROPOSED.code,
        to=[person for person in receiving if person != actor.person_id],
        actor=actor,
        subject=proposal,
        values={
            "转出工会": proposal.from_union.name,
            "会员": mask_name(proposal.person.name),
            "转入工会": proposal.to_union.name,
        },
    )


def transfer_decided(proposal: TransferProposal, *, actor: Actor) -> None:
    """Tell the one who asked what became of it; the link leads to the member, who may have left their reach."""
    asked = Account.objects.filter(pk=proposal.account_id, person__isnull=False).values_list("person_id", flat=True)
    send(
        DECIDED.code,
        to=[person for person in asked if person is not None and person != actor.person_id],
        actor=actor,
        subject=proposal,
        link="/desk/membership-events/",
        values={
            "转入工会": proposal.to_union.name,
            "结果": proposal.get_state_display(),
            "会员": mask_name(proposal.person.name),
            "意见": f"意见：{proposal.decision_note}" if proposal.decision_note else "",
        },
    )
