"""What is taken away in each format: pure, from what was taken to the bytes of a file."""
