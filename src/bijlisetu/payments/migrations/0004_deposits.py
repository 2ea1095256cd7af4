from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_exchange")]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="is_deposit",
            field=models.BooleanField(
                db_default=False, default=False, help_text="security: it is held for the consumer, and pays no bill"
            ),
        ),
        migrations.AlterField(
            model_name="report",
            name="disagrees",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="another amount, or a cheque that came back and is none of ours",
            ),
        ),
    ]
