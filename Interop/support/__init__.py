"""What the tests drive the server with."""
