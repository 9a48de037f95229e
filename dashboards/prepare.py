"""Make Superset's own database ready: tables, roles, two users, and the assets of this folder.

Run with Superset's Python by scripts/dashboards.sh; a further run brings all to the state of the files.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
from pathlib import Path
from typing import Any

import click
import yaml
from flask_migrate import upgrade
from superset.app import create_app

ASSETS = Path(__file__).parent / "assets"
READER_ROLE = "duowang_reader"
# the account's name, the roles it has, the variable that may give its password
ACCOUNTS = (
    ("admin", ("Admin",), "DUOWANG_DASHBOARD_ADMIN_PASSWORD"),
    ("reader", (READER_ROLE,), "DUOWANG_DASHBOARD_READER_PASSWORD"),
)
# Superset's role of lookers may also make charts and dashboards of its own; the readers' may not
LOOKERS = "Gamma"
CHANGING = ("can_write", "can_add", "can_edit", "can_delete", "can_put", "can_tag", "can_bulk")
# what a page writes while one looks: the choice of filters, links to it, and one's own password
OWN = {
    "CurrentUserRestApi",
    "DashboardFilterStateRestApi",
    "DashboardPermalinkRestApi",
    "ExploreFormDataRestApi",
    "ExplorePermalinkRestApi",
}


def contents(address: str) -> dict[str, str]:
    """Read the assets as Superset's importer takes them, with the data's address put in.

    Args:
        address: the SQLAlchemy URL of the published file or of its mirror.

    Returns:
        the text of each file under its path.

    """
    texts = {
        str(path.relative_to(ASSETS)): path.read_text(encoding="utf-8")
        for path in sorted(ASSETS.rglob("*.yaml"))
    }
    for name in texts:
        if name.startswith("databases/"):
            texts[name] = yaml.safe_dump(_pointed(yaml.safe_load(texts[name]), address), allow_unicode=True)
    return texts


def _pointed(database: dict[str, Any], address: str) -> dict[str, Any]:
    if address.startswith("duckdb:"):
        return database | {"sqlalchemy_uri": address}
    # the arguments in the file are DuckDB's; a server has its own rights and needs none of them
    extra = {name: value for name, value in database["extra"].items() if name != "engine_params"}
    return database | {"sqlalchemy_uri": address, "extra": extra}


def _ensure_account(security: Any, name: str, roles: tuple[str, ...], variable: str) -> None:
    """Make the account, or give it the password of the variable; say a new password once."""
    given = os.environ.get(variable)
    user = security.find_user(name)
    if user is not None:
        if given:
            security.reset_password(user.id, given)
        return
    password = given or secrets.token_urlsafe(12)
    found = [security.find_role(role) for role in roles]
    security.add_user(name, name, "duowang", f"{name}@localhost.invalid", found, password)
    if not given:
        click.echo(f"登录账号 login: {name}   密码 password: {password}")


def _let_readers_look(security: Any) -> None:
    """Give the readers' role the dashboards and the hub's data, and no means to change either."""
    # these need the application
    from superset import db
    from superset.models.core import Database

    looking = [
        each
        for each in security.find_role(LOOKERS).permissions
        if each.view_menu.name in OWN or not each.permission.name.startswith(CHANGING)
    ]
    databases = db.session.query(Database).all()
    data = [security.add_permission_view_menu("database_access", each.perm) for each in databases]
    security.find_role(READER_ROLE).permissions = looking + data
    db.session.commit()


def main() -> None:
    """Bring Superset's database to the state of the files."""
    app = create_app()
    with app.app_context():
        # these need the application
        from flask import g
        from superset import appbuilder, security_manager
        from superset.commands.importers.v1.assets import ImportAssetsCommand

        with contextlib.redirect_stdout(sys.stderr):  # the migrations tell their story there
            upgrade()
        appbuilder.add_permissions(update_perms=True)
        security_manager.sync_role_definitions()
        security_manager.add_role(READER_ROLE)
        for name, roles, variable in ACCOUNTS:
            _ensure_account(security_manager, name, roles, variable)
        g.user = security_manager.find_user("admin")
        ImportAssetsCommand(contents(os.environ["DUOWANG_DASHBOARD_DB"])).run()
        _let_readers_look(security_manager)


if __name__ == "__main__":
    main()
