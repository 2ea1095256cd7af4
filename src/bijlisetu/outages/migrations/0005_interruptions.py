"""Interruptions of feeders, returns of months, consumers served, and outages by the end of their darkness."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0005_switching"),
        ("outages", "0004_learning"),
    ]

    operations = [
        migrations.CreateModel(
            name="Interruption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                ("planned", models.BooleanField(help_text="none: a file did not say", null=True)),
                ("events", models.SmallIntegerField(default=1, help_text="0: a later step of one that is counted")),
                ("customers", models.IntegerField(help_text="who were dark in this time")),
                (
                    "interrupted",
                    models.IntegerField(help_text="of them those whose light went off then, and not before"),
                ),
                (
                    "source",
                    models.TextField(
                        choices=[("outage", "our own desk"), ("import", "a file: of breakers, meters or SCADA")]
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MonthReturn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sort",
                    models.TextField(
                        blank=True, help_text="the return's own category: urban, agricultural …; they add up"
                    ),
                ),
                ("month", models.DateField()),
                ("planned", models.BooleanField(help_text="none: not told apart", null=True)),
                ("interruptions", models.IntegerField(null=True)),
                ("customer_interruptions", models.DecimalField(decimal_places=2, max_digits=20, null=True)),
                ("customer_minutes", models.DecimalField(decimal_places=2, max_digits=22, null=True)),
                (
                    "customer_momentary",
                    models.DecimalField(decimal_places=2, help_text="none: not measured", max_digits=20, null=True),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Served",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort", models.TextField(blank=True)),
                ("month", models.DateField()),
                ("customers", models.IntegerField()),
                (
                    "source",
                    models.TextField(
                        choices=[
                            ("registry", "counted by us, on the last day of the month that we saw"),
                            ("import", "a return says so"),
                        ]
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="outage",
            index=models.Index(condition=models.Q(("state", "back")), fields=["back_at"], name="outage_over"),
        ),
        migrations.AddField(
            model_name="interruption",
            name="feeder",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="network.feeder"
            ),
        ),
        migrations.AddField(
            model_name="interruption",
            name="outage",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="interruptions",
                to="outages.outage",
            ),
        ),
        migrations.AddField(
            model_name="monthreturn",
            name="feeder",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="network.feeder"
            ),
        ),
        migrations.AddField(
            model_name="monthreturn",
            name="office",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="network.office"
            ),
        ),
        migrations.AddField(
            model_name="served",
            name="feeder",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="network.feeder"
            ),
        ),
        migrations.AddField(
            model_name="served",
            name="office",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="network.office"
            ),
        ),
        migrations.AddIndex(
            model_name="interruption",
            index=models.Index(fields=["from_at"], name="interruption_by_time"),
        ),
        migrations.AddConstraint(
            model_name="interruption",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_at__gte", models.F("from_at"))), name="interruption_ends_after_it_begins"
            ),
        ),
        migrations.AddConstraint(
            model_name="interruption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("customers__gte", 0), ("interrupted__gte", 0), ("interrupted__lte", models.F("customers"))
                ),
                name="interruption_interrupts_its_customers",
            ),
        ),
        migrations.AddConstraint(
            model_name="interruption",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", "outage"), ("outage", None), _connector="XOR"),
                name="interruption_has_its_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="interruption",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source", "import")),
                fields=("feeder", "from_at"),
                name="interruption_imported_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="interruption",
            constraint=models.UniqueConstraint(
                fields=("outage", "feeder", "from_at", "until_at"), name="interruption_booked_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="monthreturn",
            constraint=models.CheckConstraint(
                condition=models.Q(("feeder", None), ("office", None), _connector="XOR"),
                name="month_return_of_one_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="monthreturn",
            constraint=models.CheckConstraint(condition=models.Q(("month__day", 1)), name="month_return_of_a_month"),
        ),
        migrations.AddConstraint(
            model_name="monthreturn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("customer_interruptions", None),
                        ("customer_minutes", None),
                        ("customer_momentary__isnull", False),
                    ),
                    models.Q(("customer_interruptions__isnull", False), ("customer_minutes__isnull", False)),
                    _connector="OR",
                ),
                name="month_return_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="monthreturn",
            constraint=models.UniqueConstraint(
                fields=("feeder", "office", "sort", "month", "planned"),
                name="month_returned_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddIndex(
            model_name="served",
            index=models.Index(fields=["month"], name="served_by_month"),
        ),
        migrations.AddConstraint(
            model_name="served",
            constraint=models.CheckConstraint(
                condition=models.Q(("feeder", None), ("office", None), _connector="XOR"), name="served_at_one_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="served",
            constraint=models.CheckConstraint(condition=models.Q(("month__day", 1)), name="served_in_a_month"),
        ),
        migrations.AddConstraint(
            model_name="served",
            constraint=models.CheckConstraint(
                condition=models.Q(("customers__gte", 0)), name="served_are_not_below_zero"
            ),
        ),
        migrations.AddConstraint(
            model_name="served",
            constraint=models.UniqueConstraint(
                fields=("feeder", "office", "sort", "month"), name="served_counted_once", nulls_distinct=False
            ),
        ),
    ]
