"""What decides about bodies, qualifications, certificates and duty. No Django, no clock."""
