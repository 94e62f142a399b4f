"""Where the cost of what goes to a workshop counts in a score: as a piece of what is made of it there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.plan.verify.breach import AWARD, Breach
from evplan.plan.verify.case import Case, looked_up

NO_GROUP = "none"
_LINE = ["site", "vehicle", "position"]


def content_groups(case: Case, awards: pd.DataFrame) -> tuple[pd.Series, list[Breach]]:
    """Return the content group that each award counts in (index of ``awards``), and those with several.

    Its part's own; one of none that is sent to a workshop counts in the group of what the workshop makes, and if that
    is none too, in the group of what is made of it in turn, whichever workshop does it.
    """
    own = looked_up(awards["part"], case.parts["content_group"]).fillna(NO_GROUP)
    sent = awards[(own == NO_GROUP) & (awards["workshop"] != "")]
    if sent.empty:
        return own, []
    ends = _ends(case)
    made = looked_up(sent["workshop"], case.offers["part"])
    group = looked_up(made, ends.groupby("part")["group"].min()).fillna(NO_GROUP)
    several = looked_up(made, ends.groupby("part")["group"].size()).fillna(0) > 1
    breach = Breach("verify-group-unclear", sent[several].assign(made=made[several]), AWARD)
    return own.where(~own.index.isin(sent.index), group.reindex(own.index)), [breach]


def _ends(case: Case) -> pd.DataFrame:
    """Return, for parts that are worked on or phantoms, the groups that what goes into them counts in.

    Columns ``part``, ``group``. A part that a workshop makes and that has a group gives its own; from one without, and
    from a phantom, the way leads on to its parents.
    """
    lines = case.tables["bom_lines"][["parent", "child"]].drop_duplicates()
    group = case.parts["content_group"].fillna(NO_GROUP)
    named = group[case.converted & (group != NO_GROUP)]
    onward = group.index[(case.converted & (group == NO_GROUP)) | ~case.bought]
    steps = lines[lines["child"].isin(onward)]
    ends = pd.DataFrame({"part": named.index, "group": named.array})
    for _ in range(len(case.parts)):
        further = steps.merge(ends, left_on="parent", right_on="part")[["child", "group"]]
        more = pd.concat([ends, further.rename(columns={"child": "part"})]).drop_duplicates(ignore_index=True)
        if len(more) == len(ends):
            break
        ends = more
    return ends


def pieces(case: Case, awards: pd.DataFrame) -> pd.DataFrame:
    """Return what becomes of awards at workshops whose part is no main component.

    Columns ``row`` (label in ``awards``), ``carrier`` (the conversion offer of a main component that it is a piece of)
    and ``fraction``. A workshop that makes no main component passes on what it gets, to where it delivers for the same
    site, vehicle and period, in proportion to units paid; what reaches the line that way counts nowhere.
    """
    main = case.parts["main_component"].astype("bool")
    sent = awards[(awards["workshop"] != "") & ~looked_up(awards["part"], main).astype("bool")]
    if sent.empty:
        return pd.DataFrame({"row": [], "carrier": [], "fraction": []})
    ends = _carriers(case, awards, main)
    keys = ["workshop", *_LINE]
    found = sent[keys].reset_index(names="row").merge(ends, on=keys)
    return found[["row", "carrier", "fraction"]]


def _carriers(case: Case, awards: pd.DataFrame, main: pd.Series) -> pd.DataFrame:
    """Return ``workshop``, site, vehicle, position, ``carrier``, ``fraction``: in what a workshop's output ends."""
    flows = awards[(awards["mode"] == "conversion") & (awards["units_paid"] > 0.0)]
    flows = flows.groupby(["offer", "workshop", *_LINE], as_index=False)["units_paid"].sum()
    whole = flows.groupby(["offer", *_LINE])["units_paid"].transform("sum")
    flows = flows.assign(part_of=flows["units_paid"] / whole).rename(columns={"offer": "from", "workshop": "to"})
    start = awards.loc[awards["workshop"] != "", ["workshop", *_LINE]].drop_duplicates()
    open_ = start.assign(at=start["workshop"], fraction=1.0)
    done = []
    # each step goes one level up, and no way is longer than there are workshops
    for _ in range(int((case.offers["mode"] == "conversion").sum()) + 1):
        if open_.empty:
            break
        final = looked_up(looked_up(open_["at"], case.offers["part"]), main).astype("bool")
        done.append(open_[final].rename(columns={"at": "carrier"}))
        onward = open_[~final].merge(flows, left_on=["at", *_LINE], right_on=["from", *_LINE])
        onward = onward.assign(fraction=onward["fraction"] * onward["part_of"], at=onward["to"])
        onward = onward[onward["at"] != ""]
        open_ = onward.groupby(["workshop", *_LINE, "at"], as_index=False)["fraction"].sum()
    table = pd.concat(done, ignore_index=True) if done else open_.rename(columns={"at": "carrier"})
    keys = ["workshop", *_LINE, "carrier"]
    return table.groupby(keys, as_index=False)["fraction"].sum().astype({"fraction": np.float64})
