"""The judged test set of search: see `judged`."""
