"""What we ask: the scenario file and its rules."""
