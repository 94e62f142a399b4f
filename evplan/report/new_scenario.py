"""The text of a new scenario file: it solves as it is, and says beside each setting what it means."""

from __future__ import annotations

import json
from dataclasses import dataclass

from evplan.scenario.calendar import Length
from evplan.scenario.json_schema import SCHEMA_FILE


@dataclass(frozen=True)
class Start:
    """What a new scenario begins with: data (relative to the file), horizon, whether the law's rule stands in it."""

    data: str
    first: str
    periods: int
    length: Length
    law: bool


_HEAD = """\
#:schema {schema}
# 'evplan scenario check {name}.toml' finds mistakes, 'evplan scenario show {name}.toml' says it in sentences,
# 'evplan solve {name}.toml' solves it.

name = "{name}"
question = "What do we want to know?"
"""

_ALONE = """\
# A folder or a workbook, relative to this file.
data = {data}

[calendar]
first = "{first}"
periods = {periods}
length = "{length}"                       # month, quarter or year
# orders_from = "{first}"               # no order before; without it everything can be ordered in time

[demand]
scale = 1.0                             # of the data set's demand
surplus = true                          # parts may be left over at the end, if that is cheaper
# unmet_penalty_idr = 5_000_000         # per vehicle not built; without it every vehicle must be built

[[objective]]                           # in order: what stands first is decided first
minimise = "cost"                       # cost, unmet, local_content, umkm_value, labour_hours, change, risk
# tolerance = 0.01                      # what those that follow may give up of it

{law}
{rules}
[solver]
name = "highs"                          # highs, cbc, or any that PuLP finds here
gap = 0.005                             # a plan within 0.5 % of the best possible is good enough
time_limit = 120                        # seconds
"""

_LAW = """\
[[rule]]
id = "law"
kind = "local_content"
method = "best"                         # best of those in force, or sectoral, general, cost_ratio
minimum = "law"                         # that year's, or a number from 0 to 1
purpose = "Perpres 79/2023"
"""

_RULES = """\
# [[rule]]
# id = "umkm"
# kind = "award"                        # also: source_count, fix, steady, budget, jobs, change
# suppliers = { group = "umkm_koperasi" }
# parts = { system = ["body", "interior"] }
# minimum_share = 0.25
# purpose = "A quarter of body and interior goes to UMKM and cooperatives"
# penalty_idr = 1_000_000               # makes the rule soft: rupiah per percentage point that it is missed by

# [[change]]                            # a change to the data, for this scenario only
# table = "offers"
# where = { supplier = "X" }
# set = { price = { times = 1.1 } }     # a value, or { times = ..., plus = ... }
# reason = "steel price"
"""

_CHILD = """\
based_on = {parent}
# Everything that this file does not say is as its parent says it.

# drop_rules = ["law"]                  # rules of the parent that are left out

# [calendar]
# periods = 6

# [demand]
# scale = 1.2

{rules}"""


def new_scenario(name: str, start: Start) -> str:
    """Return the text of a scenario file of its own."""
    law = _LAW if start.law else "\n".join(f"# {line}" for line in _LAW.splitlines()) + "\n"
    body = _ALONE.format(
        data=json.dumps(start.data),
        first=start.first,
        periods=start.periods,
        length=start.length,
        law=law,
        rules=_RULES,
    )
    return _HEAD.format(name=name, schema=SCHEMA_FILE) + body


def new_child(name: str, parent: str) -> str:
    """Return the text of a scenario file that is based on another one."""
    return _HEAD.format(name=name, schema=SCHEMA_FILE) + _CHILD.format(parent=json.dumps(parent), rules=_RULES)
