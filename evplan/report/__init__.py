"""Words, tables and charts for people."""
