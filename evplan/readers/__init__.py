"""Files in: data sets, scenarios, the law. The only room that opens input files."""
