"""evplan from Python: ``import evplan``; tables in pandas, no printing."""
