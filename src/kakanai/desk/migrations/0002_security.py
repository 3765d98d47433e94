from django.db import migrations

from kakanai.trust.rls import EnableRowSecurity

TABLES = (
    "desk_ticket",
    "desk_visit",
    "desk_tablet",
    "desk_evidence",
    "desk_answer",
    "desk_storedfact",
    "desk_choice",
    "desk_confirmation",
    "desk_signature",
    "desk_application",
    "desk_event",
    "desk_period",
)


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_initial"), ("trust", "0002_security")]

    operations = [EnableRowSecurity(table) for table in TABLES]
