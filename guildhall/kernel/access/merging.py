"""What becomes of accounts when two records of one person are merged."""

from guildhall.kernel.access.models import Account
from guildhall.kernel.people.offers import Following

TWO_ACCOUNTS = "两份档案各有一个启用的账号，请先停用其中一个"


def account_follows(kept_id: int, lost_id: int) -> Following:
    """The account follows a person who has none; of two, a closed one stays with the record that was merged away."""
    accounts = {account.person_id: account for account in Account.objects.filter(person__in=(kept_id, lost_id))}
    if kept_id not in accounts or lost_id not in accounts:
        return Following()
    if accounts[lost_id].is_active:
        both = accounts[kept_id].is_active
        return Following(follows=False, reasons=(TWO_ACCOUNTS if both else "请保留有启用账号的那份档案",))
    return Following(follows=False)
