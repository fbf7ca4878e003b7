"""Measures how good the parts of the project are, each on labelled data that somebody else wrote.

One module a task: it reads files into frozen records, runs the very code that builds the site, and gives a `Result`.
Above `pipeline`, as it measures builds: nothing that builds the site may import it.
"""
