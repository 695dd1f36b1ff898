"""The pages of the exam room."""
