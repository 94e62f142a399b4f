"""Rows of a bill on their way to lines: keys, parents, substitutes, quantities joined, what is said of parts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from evplan.errors import nearest
from evplan.quantities import decimal_text
from evplan.readers.bill.key import make_key, make_keys
from evplan.readers.bill.part import mapped, read_parts
from evplan.readers.bill.quantity import read_quantity, read_unit
from evplan.readers.bill.record import LINE_COLUMNS, PART_COLUMNS, SUBSTITUTE_COLUMNS, BillOptions
from evplan.readers.bill.tree import (
    TOP,
    Places,
    filled_down,
    indent_levels,
    parents_by_level,
    parents_by_outline,
    read_levels,
    repeated_assemblies,
)
from evplan.readers.finding_list import FindingList
from evplan.readers.number import read_number

_ALTERNATIVE = re.compile(r"\s+(?:or|atau|oder|ou|o bien)\s+|\s*或\s*", re.I)


OUTSIDE = "\0outside"
"""The parent of what is not below the part that was chosen; no key looks like it."""


@dataclass(frozen=True)
class Lines:
    """Lines, parts and substitutes as `BillFile` has them, and the layout they were read by."""

    layout: str
    lines: pd.DataFrame
    parts: pd.DataFrame
    substitutes: pd.DataFrame


def no_lines(layout: str = "none") -> Lines:
    """Return nothing."""
    blank = (pd.DataFrame(columns=names) for names in (LINE_COLUMNS, PART_COLUMNS, SUBSTITUTE_COLUMNS))
    return Lines(layout, *blank)


@dataclass
class Reading:
    """Rows that are parts, on their way to lines."""

    rows: pd.DataFrame
    amount: pd.DataFrame
    decimal: str
    layout: str
    layout_column: str
    options: BillOptions
    found: FindingList
    currency: str
    chosen: bool = False
    assembly_names: dict[str, str] = field(default_factory=dict)

    def lines(self) -> Lines:
        """Return the lines, parts and substitutes of the rows."""
        self._split_alternatives()
        identity = self.rows["_identity"]
        self.key = make_keys(identity)
        self._tell_keys(identity)
        quantity, unit = self._quantity()
        self.unit = unit
        parent, parent_row, extra = self._parents()
        frame = pd.DataFrame(
            {
                "parent": parent,
                "child": self.key,
                "quantity_per": quantity,
                "scrap_share": self._scrap(),
                **{name: self._day(name) for name in ("valid_from", "valid_to")},
                "substitute_group": self.text("substitute_group").map(lambda text: make_key(text) if text else ""),
                "position": self._position(),
                "_row": np.arange(len(self.rows)),
            }
        )
        frame["_dropped"] = repeated_assemblies(frame["parent"], parent_row, frame["child"], quantity, self.found)
        frame, tops = self._without_top(frame)
        substitutes, taken = self._substitutes(frame)
        frame = frame[~frame["_dropped"] & ~frame["_row"].isin(taken)]
        frame = self._checked_quantities(frame)
        frame = pd.concat([frame, extra], ignore_index=True) if len(extra) else frame
        frame = self._only_below_top(frame)
        lines = self._joined(frame)
        parts = read_parts(self, lines, tops)
        return Lines(self.layout, lines, parts, substitutes)

    def text(self, name: str) -> pd.Series[str]:
        """Return a field without blanks around it, blank throughout where the file has no such column."""
        return self.rows[name].str.strip() if name in self.rows else pd.Series("", index=self.rows.index, dtype="str")

    def _split_alternatives(self) -> None:
        """Take ``A or B`` apart in columns of part numbers; what comes second is a substitute."""
        other = self.text("substitute")
        for name in ("part", "manufacturer_part"):
            if name not in self.rows:
                continue
            text = self.rows[name]
            both = text.str.contains(_ALTERNATIVE.pattern, flags=re.I, regex=True).fillna(False)
            if both.any():
                pieces = text[both].str.split(_ALTERNATIVE.pattern, n=1, regex=True)
                other = other.mask(both & other.eq(""), pieces.str[1])
                firsts = pieces.str[0]
                same = self.rows["_identity"].eq(text.str.strip())
                self.rows[name] = text.mask(both, firsts)
                self.rows["_identity"] = self.rows["_identity"].mask(both & same, firsts.str.strip())
        self.other = other

    def _tell_keys(self, identity: pd.Series[str]) -> None:
        made = self.key.ne(identity)
        if made.any():
            first = int(np.flatnonzero(made)[0])
            shown = {"found": identity.iloc[first], "key": self.key.iloc[first]}
            self.found.add("bill-key-made", None, "part", count=int(self.key[made].nunique()), **shown)

    def _quantity(self) -> tuple[pd.Series[float], pd.Series[str]]:
        """Return quantities in units of the data set, and the units (blank: the file says nothing)."""
        own = self.amount["unit"]
        text = self.text("unit")
        codes, distinct = pd.factorize(text)
        read = [(read_unit(word) or (("", 1.0) if not word else ("?", 1.0))) for word in distinct]
        unit = pd.Series(np.array([one for one, _ in read] or [""], dtype=object)[codes], dtype="str")
        factor = pd.Series(np.array([many for _, many in read] or [1.0])[codes])
        words = text.where(unit.eq("?"), self.amount["word"].where(own.eq("pcs"), ""))
        for word, rows in words[words.ne("")].groupby(words):
            self.found.at("bill-unit-unknown", int(rows.index[0]), "unit", found=word, count=len(rows))
        unit = unit.where(unit.ne("?"), "pcs")
        factor = factor.where(own.eq(""), 1.0)
        self.factor = factor
        if "multiplier" in self.rows and self.layout != "assembly":
            many = mapped(self.text("multiplier"), lambda cell: read_quantity(cell, self.decimal).value or 1.0)
            factor = factor * many
        return (self.amount["value"] * factor).astype(float), own.where(own.ne(""), unit)

    def _parents(self) -> tuple[pd.Series[str], Places, pd.DataFrame]:
        """Return the key of each row's parent (blank: the vehicle), its position where it is a row, and more lines."""
        none = pd.DataFrame(columns=[*LINE_COLUMNS, "_row", "_dropped"])
        if self.layout in ("level", "outline", "indent"):
            return (*self._by_position(), none)
        if self.layout == "assembly":
            return self._by_assembly()
        if self.layout == "parent":
            return self._by_parent()
        return pd.Series("", index=self.rows.index, dtype="str"), np.full(len(self.rows), TOP), none

    def _by_position(self) -> tuple[pd.Series[str], Places]:
        text = self.rows[self.layout_column]
        if self.layout == "outline":
            parent_row = parents_by_outline(text, self.found)
        else:
            levels = indent_levels(text) if self.layout == "indent" else read_levels(text, self.found)
            parent_row = parents_by_level(levels, self.found)
        keys = np.append(self.key.to_numpy(dtype=object), "")
        return pd.Series(keys[parent_row], dtype="str"), parent_row

    def _by_assembly(self) -> tuple[pd.Series[str], Places, pd.DataFrame]:
        text = filled_down(self.text("assembly"), grouped=True)
        keys = make_keys(text.where(text.ne(""), "-")).where(text.ne(""), "")
        clash = keys.isin(set(self.key)) & keys.ne("")
        keys = keys.where(~clash, keys + "-ASSY")
        self.assembly_names = dict(zip(keys, text, strict=True))
        many = mapped(self.text("multiplier"), lambda cell: read_quantity(cell, self.decimal).value or 1.0)
        heads = pd.DataFrame({"child": keys, "quantity_per": many})[keys.ne("")].drop_duplicates("child")
        extra = heads.assign(
            parent="", scrap_share=np.nan, valid_from="", valid_to="", substitute_group="", position=""
        )
        return keys, np.full(len(self.rows), TOP), extra.assign(_row=-1, _dropped=False)

    def _by_parent(self) -> tuple[pd.Series[str], Places, pd.DataFrame]:
        text = filled_down(self.text("parent"), grouped=False)
        wanted = set(text) - {""}
        columns = [self.text(name) for name in ("part", "record", "name", "manufacturer_part") if name in self.rows]
        columns.append(self.rows["_identity"])
        best = max(columns, key=lambda column: len(wanted & set(column)))
        known = dict(zip(best[::-1], self.key[::-1], strict=True))
        code = text.where(
            ~text.str.match(r"\[[^\]]+\]\s*\S").fillna(False), text.str.extract(r"\[([^\]]+)\]", expand=False)
        )
        keys = {one: known.get(one) or make_key(other) for one, other in zip(text, code, strict=True) if one}
        parent = text.map(keys).fillna("").astype("str")
        self.assembly_names = {keys[one]: one for one in wanted if one not in known}
        none = pd.DataFrame(columns=[*LINE_COLUMNS, "_row", "_dropped"])
        rootless = [key for key in dict.fromkeys(parent) if key and key not in set(self.key)]
        blank = parent.eq("").any()
        top = self._chosen_top(set(parent) | set(self.key))
        if top:
            self._tell_top(top, chosen=True)
            parent = parent.where(parent.ne(""), OUTSIDE)
            return parent.where(parent.ne(top), ""), np.full(len(self.rows), TOP), none
        if len(rootless) == 1 and not blank:
            self._tell_top(rootless[0], chosen=False)
            return parent.where(parent.ne(rootless[0]), ""), np.full(len(self.rows), TOP), none
        if rootless:
            self.found.add("bill-parent-missing", None, "parent", count=len(rootless), found=rootless[0])
        extra = pd.DataFrame({"child": rootless, "quantity_per": 1.0, "parent": "", "scrap_share": np.nan})
        extra = extra.assign(valid_from="", valid_to="", substitute_group="", position="", _row=-1, _dropped=False)
        return parent, np.full(len(self.rows), TOP), extra

    def _chosen_top(self, keys: set[str]) -> str:
        """Return the key of the part that the vehicle stands for: the one named with --top, else the vehicle's own."""
        wanted = make_key(self.options.top) if self.options.top else self.options.vehicle
        folded = {key.casefold(): key for key in keys if key}
        if wanted.casefold() in folded:
            return folded[wanted.casefold()]
        if self.options.top:
            self.found.add("bill-top-unknown", None, "part", found=self.options.top, nearest=nearest(wanted, keys))
        return ""

    def _without_top(self, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
        """Take the row of the vehicle itself out: it is chosen, or the only one at the top that has parts below it."""
        if self.chosen:
            return frame, []
        top = self._chosen_top(set(frame["child"]))
        chosen = bool(top)
        if self.layout in ("level", "outline", "indent") and not top:
            heads = frame.index[frame["parent"].eq("")]
            if len(heads) == 1 and len(frame) > 1:
                top = frame.at[heads[0], "child"]
        elif self.layout == "parent" and not top:
            heads = frame[frame["parent"].eq("")]["child"].unique()
            if len(heads) == 1 and frame["parent"].eq(heads[0]).any():
                top = heads[0]
        if not top:
            return frame, []
        self._tell_top(top, chosen=chosen)
        own = frame["child"].eq(top) & frame["parent"].eq("")
        inner = frame["child"].eq(top) & ~own
        if self.chosen:
            frame["parent"] = frame["parent"].mask(frame["parent"].eq(""), OUTSIDE)
            own |= inner
        frame["parent"] = frame["parent"].mask(frame["parent"].eq(top), "")
        return frame[~own].copy(), [top]

    def _tell_top(self, top: str, *, chosen: bool) -> None:
        self.chosen = chosen
        if top != self.options.vehicle:
            self.found.add("bill-top-taken", None, "part", found=top, vehicle=self.options.vehicle)

    def _only_below_top(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the lines that can be reached from the vehicle, where one of several tops was chosen."""
        if not self.chosen:
            return frame
        reached, border = {""}, {""}
        while border:
            border = set(frame.loc[frame["parent"].isin(border), "child"]) - reached
            reached |= border
        return frame[frame["parent"].isin(reached)]

    def _checked_quantities(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the lines whose quantity is known; find the others."""
        amount = self.amount.loc[frame["_row"]]
        text = self.text("quantity_per").loc[frame["_row"]]
        code = amount["code"].where(amount["code"].ne("") | amount["value"].notna(), "bill-quantity-missing")
        heads = ~frame["child"].isin(set(frame["parent"])).to_numpy()
        for position in np.flatnonzero(code.ne("").to_numpy()).tolist():
            row = int(frame["_row"].iloc[position])
            name = code.iloc[position]
            if name == "bill-quantity-missing" and not heads[position]:
                continue
            read = decimal_text(amount["value"].iloc[position]) if name == "bill-quantity-rough" else ""
            self.found.at(name, row, "quantity_per", found=text.iloc[position], read=read)
        # An assembly without a quantity is one; of a part that would be a guess.
        whole = frame["quantity_per"].isna() & ~heads & code.eq("bill-quantity-missing").to_numpy()
        frame = frame.assign(quantity_per=frame["quantity_per"].mask(whole, 1.0))
        return frame[frame["quantity_per"].gt(0)]

    def _scrap(self) -> pd.Series[float]:
        """Return shares of scrap, `NaN` throughout where the file has no such column."""
        if "scrap_share" not in self.rows:
            return pd.Series(np.nan, index=self.rows.index)
        text = self.text("scrap_share")
        codes, distinct = pd.factorize(text)
        values = np.array([self._share(cell) for cell in distinct], dtype=float)[codes]
        for position in np.flatnonzero(np.isnan(values)).tolist():
            self.found.at("bill-scrap-bad", position, "scrap_share", found=text.iloc[position])
        return pd.Series(np.nan_to_num(values), index=self.rows.index)

    def _share(self, cell: str) -> float:
        number = read_number(cell.rstrip(" %"), self.decimal) if cell else "0"
        if number is None:
            return np.nan
        value = float(number) / 100 if cell.endswith("%") or float(number) > 1 else float(number)
        return value if 0 <= value <= 1 else np.nan

    def _day(self, name: str) -> pd.Series[str]:
        day = self.text(name).str.extract(r"^(\d{4}-\d\d-\d\d)", expand=False)
        real = pd.to_datetime(day, format="%Y-%m-%d", errors="coerce").notna()
        return day.where(real, "").fillna("").astype("str")

    def _position(self) -> pd.Series[str]:
        place = self.text("position") if "position" in self.rows else self.text("designators")
        return place.where(place.ne(""), self.text("designators"))

    def _substitutes(self, frame: pd.DataFrame) -> tuple[pd.DataFrame, set[int]]:
        """Return what may be taken instead, and the rows that are such: named in a column, or at the same position."""
        found = []
        main = frame[~frame["_dropped"]]
        other = self.other.loc[main["_row"]].to_numpy()
        for position in np.flatnonzero(other != "").tolist():
            line = main.iloc[position]
            for text in re.split(r"[;,]|\s+(?:or|atau|oder|ou)\s+|或", str(other[position])):
                if _is_part(text):
                    found.append(
                        [
                            line["parent"],
                            line["child"],
                            make_key(text),
                            text.strip(),
                            line["quantity_per"],
                            line["position"],
                        ]
                    )
        rows = self._same_place(main)
        for first, second in rows:
            one, two = main.loc[first], main.loc[second]
            found.append(
                [one["parent"], one["child"], two["child"], self._name(two), two["quantity_per"], one["position"]]
            )
        table = pd.DataFrame(found, columns=SUBSTITUTE_COLUMNS).drop_duplicates(["parent", "part", "substitute"])
        table = table[table["part"].ne(table["substitute"]) & table["quantity_per"].gt(0)].reset_index(drop=True)
        if len(table):
            shown = f"{table.at[0, 'substitute']} for {table.at[0, 'part']}"
            self.found.add("bill-substitute-pending", None, "", count=len(table), found=shown)
        return table, {int(main.at[second, "_row"]) for _, second in rows}

    def _name(self, line: pd.Series) -> str:
        row = self.rows.loc[int(line["_row"])]
        return str(row.get("name", "") or row["_identity"]).strip()

    def _same_place(self, main: pd.DataFrame) -> list[tuple[int, int]]:
        """Return pairs of lines that stand at one place of one assembly, unless places mean little in this file."""
        if "substitute_group" in self.rows or "valid_from" in self.rows:
            return []
        placed = main[main["position"].ne("")]
        first = placed.groupby(["parent", "position"])["child"].transform("first")
        twins = placed[placed["child"].ne(first)]
        if len(twins) == 0 or len(twins) > 0.25 * len(placed):
            return []
        heads = placed.drop_duplicates(["parent", "position"]).set_index(["parent", "position"])
        places = pd.Series(heads["_row"].index.to_numpy(), index=heads.index)
        by_place = dict(zip(places.index, placed.drop_duplicates(["parent", "position"]).index, strict=True))
        return [
            (by_place[row.parent, row.position], int(index))
            for index, row in zip(twins.index, twins.itertuples(), strict=True)
        ]

    def _joined(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return lines, those of the same parent and child added up."""
        keys = ["parent", "child", "valid_from", "valid_to", "substitute_group", "scrap_share"]
        keys += ["position"] if "substitute_group" in self.rows else []
        twins = frame.duplicated(keys, keep=False)
        if not twins.any():
            return frame[LINE_COLUMNS].reset_index(drop=True)
        again = frame[frame.duplicated(keys)]
        first = frame[twins & frame["child"].eq(again["child"].iloc[0]) & frame["parent"].eq(again["parent"].iloc[0])]
        lines = ", ".join(str(self.found.line(int(row))) for row in first["_row"].head(4))
        self.found.add("bill-duplicate-joined", None, "", count=len(again), found=again["child"].iloc[0], rows=lines)
        grouped = frame.groupby(keys, sort=False, as_index=False, dropna=False)
        if "position" in keys:
            return grouped["quantity_per"].sum()[LINE_COLUMNS]
        joined = grouped.agg(quantity_per=("quantity_per", "sum"), position=("position", _joined_places))
        return joined[LINE_COLUMNS]


def _is_part(text: str) -> bool:
    """Return whether a cell of substitutes names a part: a code, no link, no sentence, no 'none'."""
    plain = text.strip()
    return (
        bool(re.search(r"\w", plain))
        and not re.match(r"https?:|www\.", plain)
        and len(plain.split()) <= 6
        and (plain.casefold() not in ("none", "no", "n/a", "na", "-", "tidak ada", "keine", "any", "yes"))
    )


def _joined_places(places: pd.Series[str]) -> str:
    return ",".join(dict.fromkeys(place for place in places if place))
