"""Django app: outbox and work items, leases, people's exceptions, the API that runners use."""
