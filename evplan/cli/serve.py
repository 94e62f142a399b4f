"""``evplan serve``: the pages for managers and planners, and the interface for other software."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from evplan.cli.console import note
from evplan.cli.place import shown_url
from evplan.cli.secret import signing_key
from evplan.cli.setting import Command, Setting, pass_setting
from evplan.report.word import word
from evplan.workflow.account import list_accounts


@click.command(
    "serve",
    cls=Command,
    examples=[
        "evplan serve",
        "evplan serve --host 0.0.0.0 --port 8000",
        "evplan serve --https --allow-host rencana.koperasi.example",
    ],
)
@click.option("--host", default="127.0.0.1", help="Address to listen on; 0.0.0.0: the whole local network.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, help="Port. Default: 8000.")
@click.option("--https", is_flag=True, help="A proxy in front speaks https: cookies go by https only.")
@click.option("--allow-host", "hosts", multiple=True, metavar="NAME", help="Answer under this name only. Repeatable.")
@click.option(
    "--proxy",
    default="127.0.0.1",
    metavar="ADDRESSES",
    help="Proxies whose word on where a visitor comes from is trusted. Default: 127.0.0.1.",
)
@pass_setting
def serve(setting: Setting, host: str, port: int, https: bool, hosts: tuple[str, ...], proxy: str) -> None:
    """Serve the pages of review rounds until Ctrl-C.

    Make a first account with 'evplan user add planner --role planner'. The secret that signs forms comes from
    EVPLAN_SECRET, or from a file next to the database that is made on first start.
    """
    # Not at the top: the server is loaded for this command alone.
    import uvicorn

    from evplan.web import WebSetting, create_app

    accounts = list_accounts(setting.url, setting.version)
    key = signing_key(setting.url)
    web = WebSetting(
        setting.url, setting.version, key, lambda: datetime.now(UTC).astimezone(), https, hosts, views_ahead=True
    )
    if not setting.quiet:
        where = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        note(word("serve.started", setting.language, where=where, database=shown_url(setting.url)))
        if accounts.empty:
            note(word("serve.no_accounts", setting.language))
    uvicorn.run(
        create_app(web),
        host=host,
        port=port,
        log_level="warning",
        server_header=False,
        date_header=True,
        proxy_headers=True,
        forwarded_allow_ips=proxy,
        timeout_keep_alive=15,
        h11_max_incomplete_event_size=32_768,
    )


def _now() -> datetime:
    """Return the present moment in the zone of this machine."""
    return datetime.now(UTC).astimezone()
