from django.db import migrations

from kakanai.trust.rls import AppendOnly, EnableRowSecurity

TABLES = ("target", "lane", "mapversion", "runner", "workitem", "evidence", "decision")


class Migration(migrations.Migration):
    dependencies = [("robots", "0001_initial")]

    operations = [*(EnableRowSecurity(f"robots_{name}") for name in TABLES), AppendOnly("robots_decision")]
