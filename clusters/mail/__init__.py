"""Mails: written, sent, tried again; what they say and who gets them."""
