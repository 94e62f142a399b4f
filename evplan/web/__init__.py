"""Pages and interface over the network: managers and planners in a browser, other software by JSON."""
