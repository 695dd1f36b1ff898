"""Questions as plain values: wording, bank text, numbers, quality, review. No Django."""
