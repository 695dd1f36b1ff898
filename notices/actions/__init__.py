"""The deeds of this room: the only code that writes its tables."""

from notices.actions.mailing import send_due, set_mailbox
from notices.actions.telling import Message, read, read_all, tell

__all__ = ["Message", "read", "read_all", "send_due", "set_mailbox", "tell"]
