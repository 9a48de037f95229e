"""Running the platforms inside this process: for tests, for benchmarks, and for the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.faults.dice import chance
from sandbox.faults.draws import Draws
from sandbox.faults.plan import Plan, parse_rules
from sandbox.platforms.chengguan.service import Chengguan
from sandbox.platforms.clock import Clock
from sandbox.platforms.context import Context
from sandbox.platforms.credentials import Account, load_or_create
from sandbox.platforms.guide import BASE_PATHS, NETWORKS, OPTIONAL, STREAMS
from sandbox.platforms.listener import Listener, Platform
from sandbox.platforms.nanshan.service import Nanshan
from sandbox.platforms.shequ.service import Shequ
from sandbox.platforms.store import Store
from sandbox.platforms.xiangcun.drops import build_drop, days_of
from sandbox.platforms.xiangcun.service import Xiangcun
from sandbox.platforms.zongzhi.service import Zongzhi

Connections = dict[str, dict[str, str]]

_CLOCK_OFF_SECONDS = 420.0
_WINDOWED: Mapping[str, Callable[[Context], Platform]] = {
    "zongzhi": Zongzhi,
    "chengguan": Chengguan,
    "shequ": Shequ,
    "nanshan": Nanshan,
}


@dataclass(frozen=True)
class Limits:
    """What the platforms hold their clients to. `rate_scale` multiplies every rate limit."""

    rate_scale: float = 1.0
    token_seconds: float = 1800.0
    cursor_seconds: float = 60.0
    break_bytes: int = 4 << 20


@contextmanager
def running(
    home: Path,
    faults: str = "none",
    rate_scale: float = 1.0,
    *,
    limits: Limits | None = None,
    plan: Plan | None = None,
    ports: Mapping[str, int] | None = None,
) -> Iterator[Connections]:
    """Serve the store in `home` on 127.0.0.1 and yield the connections by network.

    `faults` is a plan in text (see `sandbox.faults.plan.parse_rules`); `plan` gives one whole instead. Ports
    are free ones unless given. When no drop has been built yet, that of the store's virtual day is. `limits`
    overrides `rate_scale`.
    """
    limits = limits or Limits(rate_scale)
    accounts = load_or_create(home)
    with ExitStack() as stack:
        store = Store(home / "platforms.sqlite")
        stack.callback(store.close)
        plan = plan or Plan(parse_rules(faults), int(store.meta("seed", "0")), stall_seconds=1.0)
        if not days_of(home / "drops"):
            build_drop(home)
        connections: Connections = {}
        for network in _served(store):
            context = _context(network, home, store, accounts[network], plan, limits)
            listener = _listen(stack, context, (ports or {}).get(network, 0))
            connections[network] = _connection(network, listener.port, accounts[network])
        yield connections


def _served(store: Store) -> list[str]:
    held = (n for n in OPTIONAL if any(store.latest_ms(n, stream) for stream in STREAMS[n]))
    return [*NETWORKS, *held]


def _context(network: str, home: Path, store: Store, account: Account, plan: Plan, limits: Limits) -> Context:
    return Context(
        network=network,
        home=home,
        store=store,
        clock=Clock(_clock_offset(plan, network)),
        account=account,
        plan=plan,
        draws=Draws(plan, network),
        rate_scale=limits.rate_scale,
        token_seconds=limits.token_seconds,
        cursor_seconds=limits.cursor_seconds,
        break_bytes=limits.break_bytes,
    )


def _listen(stack: ExitStack, context: Context, port: int) -> Listener:
    platform: Platform
    if context.network == "xiangcun":
        platform = xiangcun = Xiangcun(context)
        stack.callback(xiangcun.close)
    else:
        platform = _WINDOWED[context.network](context)
    listener = Listener(platform, port)
    listener.start()
    stack.callback(listener.close)
    return listener


def _connection(network: str, port: int, account: Account) -> dict[str, str]:
    return {
        "conn_type": "http",
        "host": f"http://127.0.0.1:{port}{BASE_PATHS[network]}",
        "login": account.login,
        "password": account.password,
    }


def _clock_offset(plan: Plan, network: str) -> float:
    for rule in plan.rules_of("clock", network):
        if chance(plan.seed, rule.name, network) < rule.rate:
            return _CLOCK_OFF_SECONDS if rule.name == "clock_ahead" else -_CLOCK_OFF_SECONDS
    return 0.0
