"""Everything that writes exam records. One function per thing a person does."""
