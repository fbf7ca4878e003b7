"""What the workflows of .github/ do beside building: commits, pull requests, issues, comments, previews.

Stands beside `recording` and `refreshing`. A job that may write to the repository runs `python -m generator.workflows`,
which needs nothing but Python, git and gh: no package from elsewhere runs in reach of a token that can write.
`preview` alone knows the pipeline; `cli` calls it, in jobs that may only read.

    inert ─► reporting, asking, preview        runs (git, gh) ─► committing, reporting, commenting, asking
"""
