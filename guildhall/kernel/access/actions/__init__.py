"""Verbs of posts and accounts by topic; every one of them leaves a trail."""

from guildhall.kernel.access.actions.accounts import (
    clean_username,
    close_account,
    open_account,
    phone_tries,
    reopen_account,
    require_second_factor,
    set_password,
    unlock,
)
from guildhall.kernel.access.actions.allowing import refuse_for, why_not_allowed
from guildhall.kernel.access.actions.codes import check_code, send_code
from guildhall.kernel.access.actions.demo import mark_as_demo
from guildhall.kernel.access.actions.posts import activate, activate_for, appoint, end_post, name_union, release_union
from guildhall.kernel.access.actions.proposals import (
    confirm,
    confirmable,
    decline,
    must_be_confirmed,
    propose,
    withdraw,
)
from guildhall.kernel.access.actions.second_factors import (
    check_second_factor,
    reset_second_factor,
    set_up_second_factor,
)
from guildhall.kernel.access.actions.sign_ins import (
    Visit,
    end_session,
    end_sessions,
    follow_session,
    record_failure,
    record_sign_in,
    sign_out,
)

__all__ = [
    "Visit",
    "activate",
    "activate_for",
    "appoint",
    "check_code",
    "check_second_factor",
    "clean_username",
    "close_account",
    "confirm",
    "confirmable",
    "decline",
    "end_post",
    "end_session",
    "end_sessions",
    "follow_session",
    "mark_as_demo",
    "must_be_confirmed",
    "name_union",
    "open_account",
    "phone_tries",
    "propose",
    "record_failure",
    "record_sign_in",
    "refuse_for",
    "release_union",
    "reopen_account",
    "require_second_factor",
    "reset_second_factor",
    "send_code",
    "set_password",
    "set_up_second_factor",
    "sign_out",
    "unlock",
    "why_not_allowed",
    "withdraw",
]
