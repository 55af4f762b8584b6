"""What a retreat is and what may happen in it: pure, without framework, SQL or clock."""
