"""Pages of the bank, cut by what one does there: look, write, review."""
