"""What the pages of administration have in common."""

from guildhall.kernel.refusal import Refused


def taken(form, verb, *subject, **values):
    """What a verb returned, or None with its refusal on the form."""
    try:
        return verb(*subject, **values)
    except Refused as refusal:
        form.add_error(None, list(refusal.reasons))
        return None
