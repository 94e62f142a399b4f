"""Tables in, tables out: explosion, landed cost, checks, verification. Knows no solver."""
