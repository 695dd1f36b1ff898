"""What practice decides: when a missed question comes again, which are asked, what is right."""
