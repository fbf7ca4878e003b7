"""What the workflows of .github/ do beside building: shards, commits, pull requests, issues, comments, previews.

Stands beside `recording` and `refreshing`. A job that may write to the repository runs `python -m generator.workflows`,
which needs nothing but Python, git and gh: no package from elsewhere runs in reach of a token that can write.
`preview` and `gathering` alone know the rest of the program; commands call them, in jobs that may only read.

    inert ─► reporting, asking, preview        runs (git, gh) ─► committing, reporting, commenting, asking
    committing (what a night writes) ─► sharing ─► gathering
"""
