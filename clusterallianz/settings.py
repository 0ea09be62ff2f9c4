"""Settings, fed by environment variables; .env.example explains each of them."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.FileAwareEnv()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
if DEBUG:
    SECRET_KEY = env.str(
        "SECRET_KEY", default="only-for-development-never-in-production"
    )
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
else:
    SECRET_KEY = env.str("SECRET_KEY")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000" if DEBUG else "")
SITE_URL = SITE_URL.rstrip("/")

INSTALLED_APPS = [
    "clusterallianz",
    "clusters",
    "impulses",
    "taggit",
    "django_filters",
    "django_htmx",
    "template_partials",
    "rules.apps.AutodiscoverRulesConfig",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "clusterallianz.apps.DirectoryAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "clusterallianz.middleware.CharsetMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "clusterallianz.middleware.EditionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "clusterallianz.middleware.MissingPageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "clusterallianz.accounts.middleware.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "clusterallianz.urls"
WSGI_APPLICATION = "clusterallianz.wsgi.application"
FORM_RENDERER = "clusterallianz.forms.FormRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "clusterallianz.templatetags.site",
            ],
        },
    }
]

# Embedded SQLite by default; DATABASE_URL=postgres://… uses psycopg's own pool.
DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
}
if not DATABASES["default"].get("ENGINE"):
    raise ImproperlyConfigured("DATABASE_URL is empty or names no known database.")
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # the pool keeps connections itself, so Django must not (CONN_MAX_AGE 0)
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"] = {
        "pool": {
            "min_size": 1,
            "max_size": env.int("DB_POOL_MAX_SIZE", default=8),
            # seconds to wait for a connection before saying that there is none
            "timeout": 5,
        },
        # milliseconds; nothing that a visitor asks takes nearly as long. Compiling a
        # query of ours takes longer than answering it.
        "options": "-c statement_timeout=120000 -c jit=off",
    }
else:
    # one writer at a time: wait for it instead of failing
    DATABASES["default"]["NAME"] = str(DATABASES["default"]["NAME"])
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# what allauth counts holds for all processes of a server; nothing else uses it
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache"
        if DEBUG
        else "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": "" if DEBUG else VAR_DIR / "cache",
    }
}

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
# an attacker locks out the own address for this name, never the person
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "clusterallianz.addresses.client_address"

# whoever may publish, decide or make accounts proves it twice: see accounts/middleware.py
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=not DEBUG)
# a sign-in that another organisation vouches for, by OpenID Connect; empty: none
OIDC_NAME = env.str("OIDC_NAME", default="")
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", default="")
OIDC_ORIGINS = (
    [urlsplit(OIDC_SERVER_URL)._replace(path="", query="", fragment="").geturl()]
    if OIDC_SERVER_URL
    else []
)
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
if len({bool(OIDC_NAME), bool(OIDC_SERVER_URL), bool(OIDC_CLIENT_ID)}) > 1:
    raise ImproperlyConfigured(
        "OIDC_NAME, OIDC_SERVER_URL and OIDC_CLIENT_ID are needed together."
    )
OIDC_IS_SECOND_FACTOR = env.bool("OIDC_IS_SECOND_FACTOR", default=False)

ACCOUNT_ADAPTER = "clusterallianz.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "clusterallianz.accounts.forms.LoginForm",
    "add_email": "clusterallianz.accounts.forms.EmailForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
# the office or an invitation vouches for an address; a change of it is confirmed by mail
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = True
# a session left open must not become somebody else's account
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
# until the browser is closed
ACCOUNT_SESSION_REMEMBER = False
# by client address where a visitor has no account yet: a limit by name or mailbox could
# be used against its owner. `login_failed` counts codes of the second factor only.
ACCOUNT_RATE_LIMITS = {"reset_password": "20/m/ip", "login_failed": "5/300s/key"}
MFA_ADAPTER = "clusterallianz.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "clusterallianz.accounts.forms.ActivateForm",
    "authenticate": "clusterallianz.accounts.forms.CodeForm",
    "reauthenticate": "clusterallianz.accounts.forms.CodeAgainForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "ClusterAllianz.NRW"
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "clusterallianz.accounts.adapters.OidcAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": OIDC_NAME,
                "client_id": OIDC_CLIENT_ID,
                "secret": OIDC_CLIENT_SECRET,
                "settings": {"server_url": OIDC_SERVER_URL},
            }
        ]
        if OIDC_NAME
        else [],
    }
}

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "clusterallianz" / "locale"]
FORMAT_MODULE_PATH = ["clusterallianz.formats"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# the handbooks' pictures
STATICFILES_DIRS = [("handbuch", BASE_DIR / "docs" / "handbuch" / "bilder")]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(VAR_DIR / "media"))()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
TAGGIT_CASE_INSENSITIVE = True

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="filemail://")
vars().update(EMAIL_CONFIG)
if EMAIL_CONFIG["EMAIL_BACKEND"].endswith("filebased.EmailBackend"):
    EMAIL_FILE_PATH = VAR_DIR / "mail"
# seconds; a server that says nothing must not hold a visitor up
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="noreply@localhost")

# days; working days leave out weekends and the holidays of North Rhine-Westphalia
CONFIRMATION_LINK_DAYS = env.int("CONFIRMATION_LINK_DAYS", default=30)
CONFIRMATION_REQUEST_EVERY_DAYS = env.int("CONFIRMATION_REQUEST_EVERY_DAYS", default=30)
INVITATION_DAYS = env.int("INVITATION_DAYS", default=14)
ENQUIRY_REMINDER_DAYS = env.list("ENQUIRY_REMINDER_DAYS", cast=int, default=[3, 7])
ENQUIRY_ESCALATION_DAYS = env.int("ENQUIRY_ESCALATION_DAYS", default=10)
ENQUIRY_KEEP_DAYS = env.int("ENQUIRY_KEEP_DAYS", default=180)
PROPOSAL_KEEP_DAYS = env.int("PROPOSAL_KEEP_DAYS", default=180)
MAIL_KEEP_DAYS = env.int("MAIL_KEEP_DAYS", default=30)
# the mailbox that hears of what stays undone; empty: nobody
OFFICE_EMAIL = env.str("OFFICE_EMAIL", default="")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        # browsers ask it for redirects too, and the sign-in of others begins with one
        "form-action": [SELF, *OIDC_ORIGINS],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
# which sites may show the card of a cluster; no other page can be framed
EMBED_FRAME_ANCESTORS = env.list("EMBED_FRAME_ANCESTORS", default=["*"]) or [NONE]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
CSRF_FAILURE_VIEW = "clusterallianz.views.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = not DEBUG
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 0 if DEBUG else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEBUG
TRUSTED_PROXY = env.bool("TRUSTED_PROXY", default=False)
if TRUSTED_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 3_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {
        "handlers": ["console"],
        "level": env.str("LOG_LEVEL", default="INFO"),
    },
}
