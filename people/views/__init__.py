"""Pages of this room, cut by subject."""
