"""`review`: once a week, clerks decide on the pairs that the linkage leaves open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import alerts
import hub
from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import DAG, CronTriggerTimetable, Param, dag, task
from places import PLACES, Place

FILE: Final = "review_queue.csv"
DOC: Final = f"""
### Doubtful pairs of records

`export_pairs` writes the pairs that wait for a decision to `restricted/{FILE}` of the home; if there
are none, the rest is skipped. `ask_a_clerk` then waits, under **Required actions** of Airflow, until somebody
says that its column `decision` is filled in (same or different, 是 or 否). `import_decisions` takes the file
in and removes it; the next run of `unify` applies what was decided, above every score and for good.

**When it fails**: `import_decisions` names the row and what to correct; correct the file and clear the task.
Rejecting, or not answering within six days, leaves the pairs for the week after. Nothing waits for this.
"""


def review_dag(place: Place) -> DAG:
    """Return the DAG that exports, asks and imports; each is one plain function of the warehouse."""

    @dag(
        **place.identity("review", "review 人工审核", "Ask a clerk to decide on doubtful pairs of records"),
        doc_md=DOC,
        schedule=CronTriggerTimetable(
            place.schedule.review, timezone=hub.TIME_ZONE
        ),  # no start date: it waits for its hour
        catchup=False,
        max_active_runs=1,
        default_args=hub.DEFAULTS,
        tags=place.tags("review"),
        deadline=alerts.deadline(7 * 24, "the pairs stay undecided until the week after"),
    )
    def review() -> None:
        @task.short_circuit(pool=place.pool)  # it reads the build, which nobody may write meanwhile
        @place.work
        def export_pairs() -> int:
            from warehouse import identity
            from warehouse.paths import Home

            home = Home.from_env()
            return identity.export_queue(home, home.restricted / FILE) if identity.count_waiting(home) else 0

        ask = ApprovalOperator(
            task_id="ask_a_clerk",
            subject="{{ ti.xcom_pull(task_ids='export_pairs') }} pairs of records to decide 待审核记录对",
            body=f"Fill in the column `decision` of `restricted/{FILE}` (same/different, 是/否) and approve. "
            "填好 decision 列后点 Approve；名字写在下面。",
            params={"decided_by": Param("", type="string", title="Who decided 审核人")},
            execution_timeout=None,
            response_timeout=timedelta(days=6),
            defaults=ApprovalOperator.REJECT,
        )

        @task
        @place.work
        def import_decisions(answer: dict[str, Any]) -> int:
            from warehouse import identity
            from warehouse.paths import Home

            home = Home.from_env()
            given = answer["params_input"].get("decided_by") or (answer.get("responded_by_user") or {}).get(
                "name"
            )
            done = identity.import_decisions(home, home.restricted / FILE, decided_by=given or "")
            (home.restricted / FILE).unlink()
            return done.same + done.different

        export_pairs() >> ask
        import_decisions(ask.output)

    return review()


for county in PLACES:
    review_dag(county)
