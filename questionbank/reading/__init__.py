"""Questions as offices type them, brought into the form of the bank. No Django, no database."""
