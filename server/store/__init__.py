"""The store: tables, the ledger, snapshots and media on disk."""
