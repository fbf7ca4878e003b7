"""The pure stages: each takes records, returns what it kept and what it dropped with reasons, and knows no other."""
