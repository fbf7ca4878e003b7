"""Where works come from; each source is one module that knows no other."""
