"""Django app and pure models: event log, stopwatches, keystroke-level model, boards."""
