"""The `duowang` command."""

from __future__ import annotations

import click

from warehouse.cli import commands, keys, landing, upkeep
from warehouse.cli import person as requests
from warehouse.cli.counties import counties, province
from warehouse.cli.explain import explain
from warehouse.cli.review import review
from warehouse.cli.sandbox import sandbox

VERSION = "0.1.0"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="duowang")
def main() -> None:
    """多网合一: the hub that makes a county's government networks one.

    把各平台的数据合成一套主题库。`duowang run` goes the whole way: it pulls what
    is new, builds the marts, checks them and publishes a new version. Exit codes are listed in docs/cli.md.
    """


for command in (
    landing.pull,
    commands.build,
    commands.check,
    commands.publish,
    commands.run,
    commands.status,
    commands.show,
    commands.rollback,
    landing.reconcile,
    landing.replay,
    upkeep.maintain,
    upkeep.feedback,
    requests.person,
    requests.access,
    keys.keys,
    review,
    explain,
    counties,
    province,
    sandbox,
):
    main.add_command(command)
