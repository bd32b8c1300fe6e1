"""What maintainers and workflows run besides build.py."""
