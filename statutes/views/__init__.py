"""Pages of the law texts, cut by what one does there: look, compare, take in, amend."""
