"""Makes the files of `models/weights` again: `python -m generator.training`; no build of the site imports it."""
