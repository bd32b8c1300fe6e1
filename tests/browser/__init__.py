"""The built site in a real browser, and what it takes to get one there."""
