from django.db import migrations

from kakanai.trust.rls import EnableRowSecurity

TABLES = (
    "counter_counter",
    "counter_enrolmenttoken",
    "counter_device",
    "counter_cardjob",
    "counter_identitycheck",
)


class Migration(migrations.Migration):
    dependencies = [("counter", "0001_initial"), ("trust", "0002_security")]

    operations = [EnableRowSecurity(table) for table in TABLES]
