"""Durable jobs: the only place that knows DBOS, which keeps their steps in our own database."""
