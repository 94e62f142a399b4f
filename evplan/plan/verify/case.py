"""What a plan is held against: the raw rows, the scenario and the law, with views that several checks read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from evplan.law import Law
from evplan.quantities import money_values
from evplan.scenario.calendar import MONTHS
from evplan.scenario.document import Scenario
from evplan.scenario.selector import supplier_groups
from evplan.schema import Tables

FIRST_DAY, LAST_DAY = "0000-00-00", "9999-99-99"
"""What a blank date means: before and after every ISO date, as text."""

_ZERO_WHERE_BLANK = ("minimum_order", "hours_per_unit", "setup_hours", "labour_hours_per_unit")


@dataclass(frozen=True)
class Case:
    """Raw conformed tables (the scenario's changes made), the scenario, the law, and awards of runs it refers to."""

    tables: Tables
    scenario: Scenario
    law: Law
    references: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    @cached_property
    def periods(self) -> pd.DataFrame:
        """Return the horizon as `evplan.scenario.calendar.calendar_table` gives it."""
        return self.scenario.calendar.table

    @cached_property
    def count(self) -> int:
        """Return the number of periods."""
        return len(self.periods)

    @cached_property
    def ratio(self) -> float:
        """Return how many of the data set's periods make one of the scenario's."""
        return float(self.scenario.calendar.data_ratio)

    @cached_property
    def data_months(self) -> int:
        """Return the months of one of the data set's periods."""
        calendar = self.scenario.calendar
        return MONTHS[calendar.data_length or calendar.length]

    @cached_property
    def suppliers(self) -> pd.DataFrame:
        """Return the suppliers: index ``supplier``; money as float rupiah, and a flag column per supplier group."""
        suppliers = self.tables["suppliers"]
        table = suppliers.join(supplier_groups(suppliers))
        table["opening_cost_idr"] = money_values(table["opening_cost_idr"]).fillna(0.0)
        return table.set_index("supplier")

    @cached_property
    def offers(self) -> pd.DataFrame:
        """Return the offers: index ``offer``; money as floats, blank minimum, hours and tooling as zero."""
        table = self.tables["offers"].set_index("offer")
        table["price"] = money_values(table["price"])
        table["tooling_cost_idr"] = money_values(table["tooling_cost_idr"]).fillna(0.0)
        for column in _ZERO_WHERE_BLANK:
            table[column] = table[column].fillna(0.0)
        return table

    @cached_property
    def parts(self) -> pd.DataFrame:
        """Return the parts: index ``part``; holding cost in float rupiah, NaN where the part is not stocked."""
        table = self.tables["parts"].set_index("part")
        table["holding_cost_idr"] = money_values(table["holding_cost_idr"])
        table["mass_kg"] = table["mass_kg"].fillna(0.0)
        return table

    @cached_property
    def bought(self) -> pd.Series[bool]:
        """Return which parts are bought, complete or converted: those that any offer names (index ``part``)."""
        return self._offered(self.offers)

    @cached_property
    def converted(self) -> pd.Series[bool]:
        """Return which parts a workshop offers to make of children that evplan sources (index ``part``)."""
        return self._offered(self.offers[self.offers["mode"] == "conversion"])

    def _offered(self, offers: pd.DataFrame) -> pd.Series[bool]:
        parts = self.parts.index
        return pd.Series(pd.Index(offers["part"].unique()).get_indexer(parts) >= 0, index=parts)

    @cached_property
    def later(self) -> pd.Series:
        """Return the years from the horizon's first day to each period's (index ``position``)."""
        return (self.periods["start"] - self.periods["start"].iloc[0]) / MONTHS["year"]

    def discount(self, years: pd.Series) -> pd.Series:
        """Return what a rupiah that is paid so many years after the horizon's first day counts then."""
        return (1.0 + self.scenario.money.discount_share) ** -years

    def lasting(self, data_periods: pd.Series) -> pd.Series:
        """Return how many whole periods of the scenario a time in periods of the data set takes."""
        # rounded so that 0.1 + 0.2 periods are not a whole period more than they should be
        return np.ceil((data_periods / self.ratio).round(9))

    def with_period(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a frame that has ``position`` with the label ``period`` beside it."""
        return frame.assign(period=self.periods["period"].to_numpy()[frame["position"].to_numpy(dtype="int64")])


def looked_up(keys: pd.Series, column: pd.Series) -> pd.Series:
    """Return what ``column`` has for each key, with the index of ``keys``; of the column's kind even without keys."""
    return pd.Series(column.reindex(keys).array, index=keys.index)
