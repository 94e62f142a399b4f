"""A name of a supplier that would run in a page that does not escape."""

EVIL = '<script>alert("x")</script> & Co'
