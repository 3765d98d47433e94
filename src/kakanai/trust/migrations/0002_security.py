from django.db import migrations

from kakanai.trust.rls import AppendOnly, EnableRowSecurity


class Migration(migrations.Migration):
    dependencies = [("trust", "0001_initial")]

    operations = [
        EnableRowSecurity("trust_protection"),
        EnableRowSecurity("trust_release"),
        EnableRowSecurity("trust_auditentry"),
        AppendOnly("trust_auditentry"),
    ]
