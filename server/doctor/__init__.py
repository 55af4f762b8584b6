"""`retreat check`: what is wrong with this installation, and how to mend it; one file per part of it."""
