"""evplan: who makes what for electric motorcycles and trikes."""
