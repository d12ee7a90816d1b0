"""What the company agreed on: pure decisions over events, without I/O, clock or randomness."""
