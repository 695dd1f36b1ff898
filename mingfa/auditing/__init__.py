"""What the auditor reads: the acts in words, who may read them, and their list."""
