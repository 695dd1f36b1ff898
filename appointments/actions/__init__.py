"""The deeds of this room: the only code that writes its tables."""

from appointments.actions.refused import Refused

__all__ = ["Refused"]
