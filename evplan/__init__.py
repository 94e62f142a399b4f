"""evplan: who makes what for electric motorcycles and trikes."""

__version__ = "0.1.0"
