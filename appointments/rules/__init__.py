"""What may be decided about an appointment case, and what its tests come to. No Django."""
