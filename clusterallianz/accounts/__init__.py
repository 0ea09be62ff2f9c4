"""Signing in, second factor and password, by django-allauth in this site's manner."""
