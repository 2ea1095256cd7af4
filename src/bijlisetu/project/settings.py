"""All settings of the product; every variable from the environment is read by plumbing.env."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bijlisetu.audit.rules import LEAST_KEPT
from bijlisetu.plumbing import env, home, logs

PACKAGE = Path(__file__).resolve().parent.parent
HOME = home.folder()
SECRET_KEY = home.secret_key(HOME)
DEBUG = False
PUBLIC_URL = env.web_address("PUBLIC_URL", "http://127.0.0.1:8000")
ALLOWED_HOSTS = [str(urlsplit(PUBLIC_URL).hostname), *env.texts("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")]


def database(url: str) -> dict[str, Any]:
    """Return Django's form of a PostgreSQL URL."""
    parts = env.database_parts(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "bijlisetu"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # Without a threshold the driver prepares nothing, though plumbing/database/keyed.py asks for it. Django's own
        # statements carry their values in their text and are never prepared.
        "OPTIONS": {"connect_timeout": 10, "prepare_threshold": 0, **parts},
    }


#: Without a URL the entrances start the embedded server and set it; nothing is started by reading settings.
DATABASES = {"default": database(env.text("DATABASE_URL", "postgresql:///bijlisetu"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "procrastinate.contrib.django",
    *(
        f"bijlisetu.{room}"
        for room in (
            "network", "staff", "audit", "editions", "consumers", "ledger", "outbox", "fieldwork", "memos", "contact",
            "metering", "billing", "payments", "tills", "tracking", "reach", "outages", "complaints", "arrears",
            "drives", "campaigns", "systems", "reports", "jobs", "web",
        )
    ),
]  # fmt: skip
MIDDLEWARE = [
    "bijlisetu.web.middleware.only_by_https",
    "bijlisetu.web.api.door.door",
    "django.middleware.security.SecurityMiddleware",
    "bijlisetu.web.middleware.legible",
    # Pages hold a CSRF token beside what a person typed. Django masks the token anew in each answer, and lengthens each
    # by chance, so that nothing can be guessed from how well it is compressed (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "bijlisetu.web.statics.HashedFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "bijlisetu.web.language.HindiFirst",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "bijlisetu.project.urls"
WSGI_APPLICATION = "bijlisetu.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

WHATSAPP_APP_SECRETS = env.texts("WHATSAPP_APP_SECRETS", "")
#: The engine sends by these; of what WhatsApp tells of other numbers, nothing is ours.
WHATSAPP_PHONE_NUMBER_IDS = env.texts("WHATSAPP_PHONE_NUMBER_IDS", "")
WHATSAPP_VERIFY_TOKEN = env.text("WHATSAPP_VERIFY_TOKEN", "")
#: Whom people ring to prove their number, and with what their exchange signs who rang; empty: nobody can.
MISSED_CALL_NUMBER = env.text("MISSED_CALL_NUMBER", "")
NO_LIGHT_NUMBER = env.text("NO_LIGHT_NUMBER", "")
MISSED_CALL_SECRETS = env.texts("MISSED_CALL_SECRETS", "")
#: Each aggregator by the name of its file in payments/callbacks, with the secrets that its calls are signed with.
PAYMENT_SECRETS = env.secrets_by_name("PAYMENT_SECRETS")
#: Each biller of BBPS by the name of its file in payments/bbps/billers, with the secrets that sign its calls.
BBPS_SECRETS = env.secrets_by_name("BBPS_SECRETS")
#: What codes to numbers may cost a day; then nobody is sent one before midnight.
CODES_RUPEES_A_DAY = Decimal(str(env.number("CODES_RUPEES_A_DAY", 5000)))
#: Who may read /metrics: whoever has the token, and whoever asks from one of these addresses; both empty: nobody.
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
METRICS_FROM = env.networks("METRICS_FROM", "")
#: Networks inside our own walls to which systems of the department may have changes told; empty: none.
WEBHOOKS_INSIDE = env.networks("WEBHOOKS_INSIDE", "")
#: Where the simulated phones are to be seen; empty with real carriers.
SIMULATOR_URL = env.text("SIMULATOR_URL", "").rstrip("/")
#: So many whole months before the present one are kept. A key names months of the past year, so fewer would not do.
KEEP_MONTHS = int(env.number("KEEP_MONTHS", LEAST_KEPT, least=LEAST_KEPT))
#: How much shorter waits are than in life; 1 in life.
CLOCK_FACTOR = env.number("CLOCK_FACTOR", 1, least=1)

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username",)},
    },
    {"NAME": "bijlisetu.staff.passwords.MoreThanTheName"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
#: A name and a place are locked together: who guesses locks out neither the name's owner elsewhere nor the whole room.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "bijlisetu.web.guessing.place.place_of"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=5)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W002"]  # the login page says itself that one must wait
#: Whose word on where a request came from is taken: the proxies in front of us.
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES", "")

LANGUAGE_CODE = "hi"
LANGUAGES = [("hi", "हिन्दी"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Kolkata"

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "bijlisetu.web.statics.HashedNames"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

LOGIN_URL = "/office/login/"
LOGIN_REDIRECT_URL = "/office/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600  # one working day
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"masked": {"()": logs.Masked}},
    "formatters": {
        logs.Form.PLAIN: {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        logs.Form.JSON: {"()": logs.Json},
    },
    "handlers": {
        "terminal": {
            "class": "logging.StreamHandler",
            "filters": ["masked"],
            "formatter": env.one_of("LOG", logs.Form),
        }
    },
    "root": {"handlers": ["terminal"], "level": "WARNING"},
    "loggers": {
        "bijlisetu": {"level": "INFO"},
        # These tell of what strangers do: each failed login, each page there is not, each host or form that is refused.
        # Whoever likes could fill the log with it, some of it with a traceback.
        "axes": {"level": "ERROR"},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
    },
}
