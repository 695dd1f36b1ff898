"""Why a deed in this room is refused. Pages word these codes (`people/_refusal.html`)."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """One code for each reason; its sentence stands in the page, never here."""

    CODE_TAKEN = "code_taken"
    AGENCY_CLOSED = "agency_closed"
    AGENCY_IN_USE = "agency_in_use"
    NOT_BELOW_ITSELF = "not_below_itself"
    SAME_NAME = "same_name"
    DAY_BEFORE_START = "day_before_start"
    DAY_IN_FUTURE = "day_in_future"
    IDENTITY_INVALID = "identity_invalid"
    IDENTITY_TAKEN = "identity_taken"
    PHONE_INVALID = "phone_invalid"
    NUMBER_TAKEN = "number_taken"
    MAIN_POST_OVERLAPS = "main_post_overlaps"
    POSTING_GATED = "posting_gated"
    NO_LONGER_CURRENT = "no_longer_current"
    NOT_YOURS_TO_GRANT = "not_yours_to_grant"
    ROLES_CLASH = "roles_clash"
    ROLES_MEET = "roles_meet"
    OWN_ROLE = "own_role"
    ROLE_HELD = "role_held"
    LAST_SYSTEM_ADMIN = "last_system_admin"
    OUTRANKED = "outranked"
    YOURSELF = "yourself"
    DEACTIVATED = "deactivated"
    NOT_DEACTIVATED = "not_deactivated"
    NO_IDENTITY = "no_identity"
    CODE_WRONG = "code_wrong"
    DOMAIN_KNOWN = "domain_known"
    DOMAIN_CLOSED = "domain_closed"
