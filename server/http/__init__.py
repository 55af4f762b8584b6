"""HTTP: sign-in, sound, snapshots, exports, and commands by POST."""
