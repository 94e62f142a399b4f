"""The lines of a filled-in form as tables of a data set: a product, its parts, who supplies them and how."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from evplan.errors import Finding, finding
from evplan.plan.filled_form import FilledForm
from evplan.schema import TABLES, Tables, conform, empty_table

UNITS = {
    **dict.fromkeys(
        ("pcs", "pc", "buah", "bh", "unit", "ea", "biji", "piece", "lembar", "batang", "btg", "lbr"), "pcs"
    ),
    **dict.fromkeys(("kg", "kilogram"), "kg"),
    **dict.fromkeys(("m", "meter", "mtr"), "m"),
    **dict.fromkeys(("l", "liter", "ltr", "litre"), "l"),
    **dict.fromkeys(("set", "paket"), "set"),
}
_COUNTRIES = {"indonesia": "ID", "dalam negeri": "ID", "lokal": "ID", "ri": "ID", "tiongkok": "CN", "china": "CN",
              "cina": "CN", "rrt": "CN", "jepang": "JP", "japan": "JP", "taiwan": "TW", "korea selatan": "KR",
              "korea": "KR", "vietnam": "VN", "thailand": "TH", "india": "IN", "malaysia": "MY", "singapura": "SG",
              "jerman": "DE", "germany": "DE", "amerika serikat": "US", "usa": "US"}  # fmt: skip
_EVIDENCE = {"sertifikat": "certificate", "pernyataan mandiri": "self_declared", "tanpa bukti": "none"}


def form_set(form: FilledForm, file: str, day: str) -> tuple[Tables, list[Finding]]:
    """Return the tables of a form read from a file on a day (ISO), and findings for what had to be guessed.

    ``parts``, ``bom_lines``, ``suppliers``, ``offers`` and the file as their one row of ``sources``; the others are
    empty. Keys are those in evplan's own forms, else made of the names. A line without a price of its own offer
    stands at the form's unit price, in rupiah. A form does not say who supplies under which legal form: domestic
    suppliers become ``pt``, foreign ones ``importer``.
    """
    findings: list[Finding] = []
    lines = _keyed(form.lines, findings)
    vehicle = _vehicle(form)
    source = _key(file, "form")
    mark = {"source": source, "confidence": "sourced"}
    rows: dict[str, list[dict[str, Any]]] = {
        "sources": [
            {
                "source": source,
                "title": f"TKDN form: {form.product or file}",
                "accessed": day,
                "note": f"{file}, sheet {form.sheet}",
            }
        ],
        "parts": [{"part": vehicle, "name": form.product or vehicle, "kind": "vehicle", **mark}],
    }
    for _, line in lines.drop_duplicates("part").iterrows():
        main = line["main"] == "ya" if line["main"] else None
        part = {"part": line["part"], "name": line["name"], "kind": "component", "unit": line["unit_key"]}
        rows["parts"].append(part | {"content_group": line["group"] or "none", "main_component": main, **mark})
    needed = lines.groupby("part", sort=False)["quantity"].sum()
    rows["bom_lines"] = [
        {"parent": vehicle, "child": part, "quantity_per": quantity}
        for part, quantity in needed.items()
        if quantity > 0
    ]
    rows["suppliers"] = [
        {"supplier": line["supplier_key"], "name": line["supplier"] or line["supplier_key"],
         "legal_form": "pt" if line["country_key"] == "ID" else "importer", "country": line["country_key"], **mark}
        for _, line in lines.drop_duplicates("supplier_key").iterrows()
    ]  # fmt: skip
    rows["offers"] = [_offer(line) | mark for _, line in lines.iterrows()]
    if rows["suppliers"]:
        count, what = len(rows["suppliers"]), "suppliers"
        findings.append(
            finding("form-guessed", found="the legal form", count=count, what=what, expected="pt, abroad importer")
        )
    tables = {name: conform(name, pd.DataFrame(each)) for name, each in rows.items()}
    return {name: tables.get(name, empty_table(name)) for name in TABLES}, findings


def _offer(line: pd.Series) -> dict[str, Any]:
    return {
        "offer": line["offer"],
        "supplier": line["supplier_key"],
        "part": line["part"],
        "price": repr(float(line["price_idr"])).removesuffix(".0"),
        "local_content_share": line["share"],
        "content_evidence": _EVIDENCE.get(line["evidence"], "none" if not line["evidence"] else line["evidence"]),
        "certificate_expiry": line["expiry"] or None,
    }


def _keyed(lines: pd.DataFrame, findings: list[Finding]) -> pd.DataFrame:
    """Return the lines with keys of part, supplier and offer, units and countries as the data set has them."""
    unit = lines["unit"].str.strip().str.casefold()
    for _, line in lines[~unit.isin(UNITS) & unit.ne("")].iterrows():
        findings.append(finding("form-unit-unknown", line=line["line"], name=line["name"], found=line["unit"]))
    country = lines["country"].str.strip()
    codes = country.where(country.str.fullmatch("[A-Z]{2}"), country.str.casefold().map(_COUNTRIES))
    # Without a known country, content of its own says that it is made here.
    guessed = pd.Series("ID", index=lines.index).where(lines["share"].gt(0), "XX")
    unknown = int(codes.isna().sum())
    if unknown:
        findings.append(
            finding("form-guessed", found="a known country", count=unknown, what="lines",
                    expected="ID where TKDN is above 0, otherwise XX")
        )  # fmt: skip
    lines = lines.assign(unit_key=unit.map(UNITS).fillna("pcs"), country_key=codes.fillna(guessed))
    names = lines["name"].where(lines["specification"].eq(""), lines["name"] + " " + lines["specification"])
    supplier = lines["supplier"].where(lines["supplier"].ne(""), "SUPPLIER-" + lines["country_key"])
    lines = lines.assign(
        part=lines["part"].where(lines["part"].ne(""), _unique_keys(names, "part")),
        supplier_key=lines["supplier_key"].where(lines["supplier_key"].ne(""), _unique_keys(supplier, "supplier")),
    )
    made = lines["part"] + "." + lines["supplier_key"]
    again = made.groupby(made).cumcount()
    made = made.where(again.eq(0), made + "." + (again + 1).astype("str"))
    offer = lines["offer"].where(lines["offer"].ne(""), made)
    repeat = offer.groupby(offer).cumcount()
    return lines.assign(offer=offer.where(repeat.eq(0), offer + "." + (repeat + 1).astype("str")))


def _unique_keys(names: pd.Series, fallback: str) -> pd.Series:
    """Return a key per name; two names that give one key are told apart by a number."""
    taken: dict[str, str] = {}
    for name in names.str.strip().unique():
        base = key = _key(name, fallback)
        number = 2
        while key in taken.values():
            key, number = f"{base}-{number}", number + 1
        taken[name] = key
    return names.str.strip().map(taken)


def _key(name: str, fallback: str) -> str:
    """Return a name as a key: capitals, digits, points and hyphens."""
    return re.sub(r"[^A-Z0-9.]+", "-", name.upper()).strip("-.")[:60].strip("-.") or fallback.upper()


def _vehicle(form: FilledForm) -> str:
    """Return the product's key: what evplan wrote before the comma of the specification, else made of the name."""
    written = form.specification.split(",")[0].strip()
    ours = bool(form.lines["offer"].ne("").any()) and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", written)
    key = written if ours else _key(form.product, "PRODUCT")
    return key if key not in set(form.lines["part"]) else f"{key}-PRODUCT"


__all__ = ["UNITS", "form_set"]
