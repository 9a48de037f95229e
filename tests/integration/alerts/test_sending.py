"""An alert reaches a webhook and a mailbox, and goes to no server that cannot prove who it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import receivers
from warehouse.alerts import Alert, AlertError, Mail, Webhook
from warehouse.alerts.message import sentence
from warehouse.errors import ConfigurationError, GateStoppedError

ALERT = Alert(
    kind="failed",
    dag="publish",
    run="manual__1",
    task="check_marts",
    what="a rate is above 1",
    fix="mend the rule",
    ask="data-engineering",
    link="http://127.0.0.1:8080/log",
)
TOLD = (
    "[duowang] 失败 failed: publish.check_marts\n运行 run: manual__1\n情况 what: a rate is above 1\n"
    "处理 what to do: mend the rule\n联系 ask: data-engineering\n日志 log: http://127.0.0.1:8080/log"
)


def mail(port: int, **extra: object) -> Mail:
    given = {"from": "hub@county.example", "to": ["duty@county.example", "two@county.example"]}
    return Mail.of({"host": "127.0.0.1", "port": port, "extra": given | extra})


def test_a_webhook_gets_the_alert_with_its_token() -> None:
    with receivers.webhook() as received:
        address = f"http://127.0.0.1:{received.port}/hook?key=k"
        Webhook.of({"host": address, "password": "token"}).send(ALERT)
    ((path, headers, body),) = received.posts
    assert (path, headers["Authorization"]) == ("/hook?key=k", "Bearer token")
    assert (body["dag"], body["kind"], body["what"]) == ("publish", "failed", "a rate is above 1")
    assert body["text"] == TOLD


@pytest.mark.parametrize(
    ("form", "body"),
    [
        ("wecom", {"msgtype": "text", "text": {"content": TOLD}}),
        ("dingtalk", {"msgtype": "text", "text": {"content": TOLD}}),
        ("feishu", {"msg_type": "text", "content": {"text": TOLD}}),
    ],
)
def test_the_robots_that_offices_use_get_their_own_form(form: str, body: dict[str, object]) -> None:
    with receivers.webhook() as received:
        Webhook.of({"host": f"http://127.0.0.1:{received.port}/", "extra": {"form": form}}).send(ALERT)
    assert received.posts[0][2] == body


def test_a_mail_says_the_same_to_everybody_named() -> None:
    with receivers.mail_server() as received:
        mail(received.port).send(ALERT)
    (message,) = received.mails
    assert message["Subject"] == "[duowang] 失败 failed: publish.check_marts"
    assert message["To"] == "duty@county.example, two@county.example"
    assert message.get_content().replace("\r\n", "\n").strip() == TOLD


@pytest.mark.parametrize("answer", [302, 403, 500])
def test_a_webhook_that_refuses_or_sends_elsewhere_is_an_error_without_its_address(answer: int) -> None:
    with receivers.webhook(answer=answer) as received:
        hook = Webhook.of({"host": f"http://127.0.0.1:{received.port}/?key=secret-key"})
        with pytest.raises(AlertError, match=str(answer)) as refused:
            hook.send(ALERT)
    assert len(received.posts) == 1
    assert "secret-key" not in str(refused.value) + repr(hook)


def test_nothing_is_sent_to_a_server_whose_certificate_nobody_vouches_for(tmp_path: Path) -> None:
    certificate = receivers.self_signed(tmp_path)
    with receivers.webhook(certificate=certificate) as hooked, pytest.raises(AlertError, match="SSLError"):
        Webhook.of({"host": f"https://127.0.0.1:{hooked.port}/"}).send(ALERT)
    with receivers.mail_server(certificate=certificate) as posted, pytest.raises(AlertError, match="SSL"):
        mail(posted.port, security="starttls").send(ALERT)
    assert (hooked.posts, posted.mails) == ([], [])


@pytest.mark.parametrize(
    "given",
    [
        {"host": "http://hooks.example/"},
        {"host": "hooks.example"},
        {"host": ""},
        {"host": "https://hooks.example/", "extra": {"form": "fax"}},
    ],
)
def test_a_webhook_without_tls_or_form_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(ConfigurationError, match="duowang_webhook"):
        Webhook.of(given)


@pytest.mark.parametrize(
    "given",
    [
        {"host": "mail.example", "extra": {"from": "a@b", "to": "c@d", "security": "none"}},
        {"host": "mail.example", "extra": {"from": "a@b"}},
        {"host": "mail.example", "extra": '{"to": "c@d"}'},
    ],
)
def test_mail_in_the_clear_or_without_addresses_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(ConfigurationError, match="duowang_mail"):
        Mail.of(given)


def test_only_the_hubs_own_sentences_are_told() -> None:
    told = sentence(GateStoppedError("a rate is above 1", where="x", fix="mend the rule"))
    assert told == ("a rate is above 1", "mend the rule")
    assert sentence(ValueError("张三 229923199001011234"))[0] == "an unexpected ValueError"
