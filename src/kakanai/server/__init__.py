"""Settings, urls, the embedded PostgreSQL, start and stop of the processes."""
