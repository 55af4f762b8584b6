"""Backups of database and sound, made while the server runs, and installations made from them."""
