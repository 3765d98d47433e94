"""The counter app."""

from django.apps import AppConfig


class CounterConfig(AppConfig):
    """Counters, devices, card jobs."""

    name = "kakanai.counter"
    label = "counter"
    verbose_name = "窓口端末"
