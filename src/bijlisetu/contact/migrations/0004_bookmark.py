from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("contact", "0003_health")]

    operations = [migrations.RenameModel("Watch", "Bookmark")]
