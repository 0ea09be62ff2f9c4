"""allauth's views at German addresses; what is not here does not exist: no sign-up."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as others
from django.urls import path, re_path

from clusterallianz.accounts import views

# the names are those that allauth looks for
urlpatterns = [
    # /konto/
    path("", mfa.index, name="mfa_index"),
    path("anmelden/", views.LoginView.as_view(), name="account_login"),
    path("abmelden/", account.logout, name="account_logout"),
    path("geschlossen/", account.account_inactive, name="account_inactive"),
    path("bestaetigen/", account.reauthenticate, name="account_reauthenticate"),
    # /konto/e-mail/
    path("e-mail/", views.EmailView.as_view(), name="account_email"),
    path(
        "e-mail/gesendet/",
        account.email_verification_sent,
        name="account_email_verification_sent",
    ),
    path("e-mail/<str:key>/", account.confirm_email, name="account_confirm_email"),
    # /konto/passwort/
    path("passwort/", account.password_change, name="account_change_password"),
    path("passwort/festlegen/", account.password_set, name="account_set_password"),
    path(
        "passwort/vergessen/",
        views.PasswordResetView.as_view(),
        name="account_reset_password",
    ),
    path(
        "passwort/vergessen/gesendet/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    path(
        "passwort/neu/fertig/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    # the key has hyphens too
    re_path(
        r"^passwort/neu/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[^/]{1,200})/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    # /konto/code/
    path("code/", mfa.authenticate, name="mfa_authenticate"),
    path("code/bestaetigen/", mfa.reauthenticate, name="mfa_reauthenticate"),
    # /konto/zweiter-faktor/
    path("zweiter-faktor/einrichten/", totp.activate_totp, name="mfa_activate_totp"),
    path(
        "zweiter-faktor/abschalten/", totp.deactivate_totp, name="mfa_deactivate_totp"
    ),
    # /konto/ersatzcodes/
    path("ersatzcodes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "ersatzcodes/neu/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "ersatzcodes/datei/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    # /konto/oidc/
    path(
        "oidc/abgebrochen/",
        others.login_cancelled,
        name="socialaccount_login_cancelled",
    ),
    path("oidc/fehler/", others.login_error, name="socialaccount_login_error"),
    path("<slug:provider_id>/anmelden/", views.oidc_login, name="openid_connect_login"),
    path(
        "<slug:provider_id>/antwort/",
        views.oidc_callback,
        name="openid_connect_callback",
    ),
]
