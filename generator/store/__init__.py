"""What the project keeps between builds; with `site.py` the only code that writes files."""
