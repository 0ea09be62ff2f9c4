from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImpulsesConfig(AppConfig):
    name = "impulses"
    verbose_name = _("Impulses")

    def ready(self):
        from impulses import personal

        personal.register()
