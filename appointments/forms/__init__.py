"""Shape and wording of this room's input."""
