"""A missed deadline, called as Airflow's executor calls it, reaches both channels."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.integration.airflow.conftest import ROOT
from tests.support import receivers

CALL = """
import sys
sys.path.insert(0, sys.argv[1])
import alerts, structlog
from airflow.sdk.execution_time.callback_supervisor import execute_callback
given = alerts.deadline(3, "look at duowang status").callback.serialize()
context = {"dag_run": {"dag_id": "unify", "dag_run_id": "scheduled__1"}, "deadline": {"id": "d"}}
kwargs = given["kwargs"] | {"context": context}
print("DONE", execute_callback(given["path"], kwargs, "unify.py", sys.argv[1], structlog.get_logger()))
"""


def call(home: Path, webhook: receivers.Received, mail: receivers.Received) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
    env["AIRFLOW_HOME"] = str(home)
    env["AIRFLOW_CONN_DUOWANG_WEBHOOK"] = json.dumps(
        {"conn_type": "http", "host": f"http://127.0.0.1:{webhook.port}/hook"}
    )
    env["AIRFLOW_CONN_DUOWANG_MAIL"] = json.dumps(
        {
            "conn_type": "smtp",
            "host": "127.0.0.1",
            "port": mail.port,
            "extra": {"from": "hub@county.example", "to": "duty@county.example"},
        }
    )
    command = [sys.executable, "-c", CALL, str(ROOT / "dags")]
    return subprocess.run(command, env=env, cwd=home, capture_output=True, text=True, check=True).stdout


def test_a_late_run_is_told_by_webhook_and_mail(tmp_path: Path) -> None:
    with receivers.webhook() as hooked, receivers.mail_server() as posted:
        assert "DONE (True, None)" in call(tmp_path, hooked, posted)
    ((path, _, body),) = hooked.posts
    assert (path, body["kind"], body["dag"], body["run"]) == ("/hook", "late", "unify", "scheduled__1")
    assert (body["what"], body["fix"]) == ("not done within 3 h", "look at duowang status")
    assert [mail["Subject"] for mail in posted.mails] == ["[duowang] 超时 late: unify"]


def test_a_webhook_that_refuses_does_not_keep_the_mail_back(tmp_path: Path) -> None:
    with receivers.webhook(answer=500) as hooked, receivers.mail_server() as posted:
        told = call(tmp_path, hooked, posted)
    assert "duowang_webhook: the webhook answered 500" in told
    assert len(posted.mails) == 1
