"""The command line: what people type, what they see, exit codes."""

from evplan.cli.program import main

__all__ = ["main"]
