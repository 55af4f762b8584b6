"""What lets people in: passwords, providers, mail, codes to type, and the founding of a programme."""
