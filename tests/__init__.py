"""Every test of the catalogue."""
