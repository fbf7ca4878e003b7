"""One module for each kind of command: arguments in, exit codes and words out; no logic of the pipeline."""
