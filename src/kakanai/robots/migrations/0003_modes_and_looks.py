from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("robots", "0002_security")]

    operations = [
        migrations.AddField(model_name="target", name="looked_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="target",
            name="mode",
            field=models.CharField(
                choices=[("enter", "入力する"), ("shadow", "見比べる"), ("dry_run", "試す")],
                db_default="enter",
                default="enter",
                max_length=10,
            ),
        ),
    ]
