"""Tests that try to break the build: killed, starved, fed with hostile content."""
