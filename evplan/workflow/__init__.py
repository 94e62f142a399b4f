"""The verbs; the only room where neighbours meet."""
