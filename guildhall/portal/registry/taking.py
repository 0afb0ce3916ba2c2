"""The shape of every form of a register: one call to a verb, refusals in words."""

from django.contrib import messages

from guildhall.kernel.refusal import Refused


def taken(request, form, verb, *arguments, said, **given):
    """Whether a sent form was taken; what the verb gave, or None with the refusal on the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        done = verb(*arguments, **given, actor=request.actor)
    except Refused as refusal:
        form.add_error(None, list(refusal.reasons))
        return None
    messages.success(request, said)
    return done
