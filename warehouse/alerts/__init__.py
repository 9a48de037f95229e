"""Alerts for whoever operates the hub: what has failed or is late, whom to ask, what to do."""

from warehouse.alerts.message import Alert
from warehouse.alerts.sending import AlertError, Mail, Webhook

__all__ = ["Alert", "AlertError", "Mail", "Webhook"]
