"""The mathematics as arrays, stitched into one PuLP problem."""
