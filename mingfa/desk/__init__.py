"""What somebody must do now: each role's tasks, asked from the rooms below, soonest first."""

from mingfa.desk.registry import desk_for

__all__ = ["desk_for"]
