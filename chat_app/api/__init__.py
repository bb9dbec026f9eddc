"""The web server: one ASGI process for page, API and health."""
