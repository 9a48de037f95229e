"""The ways an alert goes out: a webhook, or a mail. Servers beyond this machine must prove who they are."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from warehouse.airflow_connection import extra_of
from warehouse.alerts.message import Alert
from warehouse.errors import ConfigurationError, HubError

TIMEOUT_SECONDS = 15
_HERE = {"127.0.0.1", "::1", "localhost"}
_TRIES = 3
FORMS: Final[Mapping[str, Callable[[Alert], dict[str, Any]]]] = {
    "plain": Alert.document,
    "wecom": lambda alert: {"msgtype": "text", "text": {"content": alert.text}},
    "dingtalk": lambda alert: {"msgtype": "text", "text": {"content": alert.text}},
    "feishu": lambda alert: {"msg_type": "text", "content": {"text": alert.text}},
}
"""What the receivers of a webhook understand: the alert as it is, or the robots of 企业微信, 钉钉, 飞书."""


class AlertError(HubError):
    """An alert could not be delivered."""


@dataclass(frozen=True)
class Webhook:
    """Posts JSON to an address. The address may hold a key, so no message shows it."""

    url: str = field(repr=False)
    token: str = field(default="", repr=False)
    form: str = "plain"

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Webhook:
        """Take a Connection: the whole address as host, a bearer token as password, `form` in the extra.

        Raises:
            ConfigurationError: it is no address, one without TLS on another machine, or an unknown form.

        """
        url = str(given.get("host") or "")
        form = str(extra_of(given).get("form") or "plain")
        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _HERE):
            raise _malformed("duowang_webhook", "host must be the whole https:// address")
        if form not in FORMS:
            raise _malformed("duowang_webhook", f"extra.form must be one of {', '.join(FORMS)}")
        return cls(url, str(given.get("password") or ""), form)

    def send(self, alert: Alert) -> None:
        """Post an alert; tries again when the receiver cannot be reached.

        Raises:
            AlertError: it was not taken.

        """
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            answer = _tries(requests.ConnectionError, requests.Timeout)(
                requests.post,
                self.url,
                json=FORMS[self.form](alert),
                headers=headers,
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise AlertError(f"the webhook cannot be reached: {type(error).__name__}") from None
        if not answer.ok or answer.is_redirect:
            raise AlertError(f"the webhook answered {answer.status_code}")


@dataclass(frozen=True)
class Mail:
    """Sends by SMTP, over TLS unless the server is on this machine."""

    host: str
    port: int
    sender: str
    to: tuple[str, ...]
    login: str = ""
    password: str = field(default="", repr=False)
    security: str = "starttls"

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Mail:
        """Take a Connection: host, port, login, password; `from`, `to`, `security` in the extra.

        Raises:
            ConfigurationError: something is missing, or another machine's server is asked without TLS.

        """
        extra, host = extra_of(given), str(given.get("host") or "")
        to = extra.get("to") or ()
        to = (to,) if isinstance(to, str) else tuple(map(str, to))
        security = str(extra.get("security") or ("none" if host in _HERE else "starttls"))
        if not (host and to and extra.get("from")):
            raise _malformed("duowang_mail", "host, extra.from and extra.to are needed")
        if security not in {"starttls", "tls"} and not (security == "none" and host in _HERE):
            raise _malformed("duowang_mail", "extra.security must be starttls or tls")
        port = int(given.get("port") or (465 if security == "tls" else 587))
        login, password = (str(given.get(name) or "") for name in ("login", "password"))
        return cls(host, port, str(extra["from"]), to, login, password, security)

    def send(self, alert: Alert) -> None:
        """Send an alert; tries again when the server cannot be reached.

        Raises:
            AlertError: it was not taken.

        """
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = alert.title, self.sender, ", ".join(self.to)
        message.set_content(alert.text)
        try:
            _tries(ConnectionError, TimeoutError)(self._deliver, message)
        except (OSError, smtplib.SMTPException) as error:
            raise AlertError(f"the mail server did not take it: {type(error).__name__}") from None

    def _deliver(self, message: EmailMessage) -> None:
        with self._session() as session:
            if self.login:
                session.login(self.login, self.password)
            session.send_message(message)

    def _session(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=context)
        session = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
        if self.security == "starttls":
            session.starttls(context=context)
        return session


def _tries(*worth: type[Exception]) -> Retrying:
    return Retrying(
        stop=stop_after_attempt(_TRIES),
        wait=wait_exponential(multiplier=0.5, max=4),
        retry=retry_if_exception_type(worth),
        reraise=True,
    )


def _malformed(conn_id: str, reason: str) -> ConfigurationError:
    return ConfigurationError(f"the Connection {conn_id}: {reason}", fix="docs/operators.md shows its form")
