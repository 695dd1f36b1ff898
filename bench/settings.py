"""The site's settings for a measurement: checking a password costs nothing, because its cost is
chosen; everything else is as it is in use."""

from mingfa.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
