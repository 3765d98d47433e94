from django.db import migrations

from kakanai.trust.rls import EnableRowSecurity


class Migration(migrations.Migration):
    dependencies = [("desk", "0003_presence_papers_retention")]

    operations = [EnableRowSecurity(table) for table in ("desk_presence", "desk_paperseen")]
