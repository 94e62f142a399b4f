"""The solvers: one call in, an outcome and a solution out."""
