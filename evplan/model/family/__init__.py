"""The families of rows, one function each, with its formula."""
