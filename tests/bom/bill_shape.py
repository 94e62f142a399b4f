"""Bills of materials as people send them, made up for tests: bytes of a file, and the lines that are meant."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook

from evplan.readers.bill.record import BillFile, BillOptions
from evplan.readers.bill_file import parse_bill

VEHICLE = "MOTOR-1"

TREE = {("", "FR-1"): 1.0, ("FR-1", "TB-10"): 2.0, ("FR-1", "BR-20"): 4.0, ("", "WH-1"): 2.0, ("WH-1", "BR-20"): 1.0}
"""A frame of two tubes and four bearings, two wheels of a bearing each."""


@dataclass(frozen=True)
class Shape:
    """A file: its name, bytes, the lines meant (parent and child to quantity), and what must be said to read it."""

    name: str
    content: bytes
    lines: dict[tuple[str, str], float]
    options: dict[str, Any] = field(default_factory=dict)
    layout: str = "flat"


def read(shape: Shape, **more: Any) -> BillFile:
    """Return a shape as read for `VEHICLE`."""
    return parse_bill(shape.content, shape.name, BillOptions(VEHICLE, **(shape.options | more)))


def lines_of(bill: BillFile) -> dict[tuple[str, str], float]:
    """Return the lines of a bill as read: parent and child to quantity."""
    frame = bill.lines
    return dict(zip(zip(frame["parent"], frame["child"], strict=True), frame["quantity_per"].round(9), strict=True))


def text(rows: str, encoding: str = "utf-8") -> bytes:
    """Return lines, their indentation taken off, as a file in an encoding."""
    lines = [line.removeprefix("        ") for line in rows.strip("\n").split("\n")]
    return ("\n".join(lines).rstrip() + "\n").encode(encoding)


def workbook(rows: list[list[Any]], change: Callable[[Any], None] | None = None, name: str = "Sheet") -> bytes:
    """Return rows as a workbook; ``change`` gets its sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    if change:
        change(sheet)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


FLAT = {("", "BOLT-M6"): 8.0, ("", "TUBE-25"): 1.5, ("", "PAINT"): 0.25}

SHAPES = [
    Shape(
        "level.csv",
        text("""
        Level,Part Number,Part Name,Qty,Unit
        0,MOTOR-1,Motorcycle,1,pcs
        1,FR-1,Frame,1,pcs
        2,TB-10,Tube,2,pcs
        2,BR-20,Bearing,4,pcs
        1,WH-1,Wheel,2,pcs
        2,BR-20,Bearing,1,pcs
        """),
        TREE,
        layout="level",
    ),
    Shape(
        "dotted-bahasa.csv",
        text("""
        PT CONTOH MOTOR;;;;
        Daftar bahan per unit;;;;

        No.;Kode Barang;Nama Barang;Jumlah;Satuan
        1;FR-1;Rangka;1;buah
        1.1;TB-10;Pipa;2;buah
        1.2;BR-20;Laher;4;buah
        2;WH-1;Roda;2;buah
        2.1;BR-20;Laher;1;buah
        """),
        TREE,
        layout="outline",
    ),
    Shape(
        "einruecken.csv",
        text(
            """
        Benennung;Artikelnummer;Menge;Einheit
        Rahmen für Motorrad;FR-1;1;Stück
          Rohr;TB-10;2;Stück
          Wälzlager;BR-20;4;Stück
        Rad;WH-1;2;Stück
          Wälzlager;BR-20;1;Stück
        """,
            "iso-8859-1",
        ),
        TREE,
        layout="indent",
    ),
    Shape(
        "parent-child.csv",
        text("""
        Parent\tChild\tQuantity per\tUOM
        MOTOR-1\tFR-1\t1\tEA
        FR-1\tTB-10\t2\tEA
        FR-1\tBR-20\t4\tEA
        MOTOR-1\tWH-1\t2\tEA
        WH-1\tBR-20\t1\tEA
        """),
        TREE,
        layout="parent",
    ),
    Shape(
        "chinese.csv",
        text(
            """
        层级,物料编码,名称,用量,单位
        1,FR-1,车架,1,件
        2,TB-10,管,2,件
        2,BR-20,轴承,4,件
        1,WH-1,车轮,2,件
        2,BR-20,轴承,1,件
        """,
            "gb18030",
        ),
        TREE,
        layout="level",
    ),
    Shape(
        "japanese.csv",
        text(
            """
        レベル,品番,品名,員数,単位
        1,FR-1,フレーム,1,個
        2,TB-10,パイプ,2,個
        2,BR-20,ベアリング,4,個
        1,WH-1,車輪,2,個
        2,BR-20,ベアリング,1,個
        """,
            "utf-16",
        ),
        TREE,
        layout="level",
    ),
    Shape(
        "francais.csv",
        text("""
        Code article;Désignation;Qté;Unité;Prix unitaire (EUR)
        BOLT-M6;Boulon M6;8;pièces;0,12
        TUBE-25;Tube 25;1,5;m;7,40
        PAINT;Peinture;250;ml;0,02
        """),
        FLAT,
    ),
    Shape(
        "espanol.xlsx",
        workbook(
            [
                ["Lista de materiales", None, None, None],
                [],
                ["Código", "Nombre", "Cantidad", "Unidad"],
                ["BOLT-M6", "Tornillo", 8, "pzas"],
                ["TUBE-25", "Tubo", 150, "cm"],
                ["PAINT", "Pintura", 0.25, "litros"],
                [None, "Total", None, None],
            ]
        ),
        FLAT,
    ),
    Shape(
        "units-in-cells.csv",
        text("""
        Part,Description,Qty
        BOLT-M6,Bolt,8 pcs
        TUBE-25,Tube,"1,5 m"
        PAINT,Paint,1/4 l
        """),
        FLAT,
    ),
    Shape(
        "kicad.csv",
        text("""
        "Reference","Value","Footprint","Qty","DNP","MPN"
        "C1,C2,C101-C104","100nF","C_0603","6","","CL10B104"
        "R1","10k","R_0603","1","","RC0603-10K"
        "R2","0R","R_0603","1","DNP","RC0603-0R"
        "U1","BMS","QFN-48","1","",""
        """),
        {("", "CL10B104"): 6.0, ("", "RC0603-10K"): 1.0, ("", "BMS-QFN-48"): 1.0},
    ),
    Shape(
        "kicad.xml",
        b"""<?xml version="1.0"?><export version="E"><components>
        <comp ref="R1"><value>10k</value><footprint>R:R_0603</footprint>
        <fields><field name="MPN">RC-10K</field></fields></comp>
        <comp ref="R2"><value>10k</value><footprint>R:R_0603</footprint>
        <fields><field name="MPN">RC-10K</field></fields></comp>
        <comp ref="C1"><value>1uF</value><footprint>C:C_0603</footprint><property name="dnp"/></comp>
        <comp ref="J1"><value>CONN</value><footprint>J:JST</footprint></comp>
        </components></export>""",
        {("", "RC-10K"): 2.0, ("", "CONN-JST"): 1.0},
    ),
    Shape(
        "inventree.csv",
        text("""
        level,bom_id,parent_part_id,parent_part_ipn,part_id,part_ipn,part_name,quantity,overage,reference,optional
        1,11,5,MOTOR-1,20,FR-1,Frame,1,,,False
        2,12,20,FR-1,30,TB-10,Tube,2,,,False
        2,13,20,FR-1,31,BR-20,Bearing,4,,,False
        1,14,5,MOTOR-1,21,WH-1,Wheel,2,,,False
        2,15,21,WH-1,31,BR-20,Bearing,1,,,False
        """),
        TREE,
        layout="parent",
    ),
    Shape(
        "odoo.xlsx",
        workbook(
            [
                [
                    "Product",
                    "BoM Type",
                    "BoM Lines/Component",
                    "BoM Lines/Quantity",
                    "BoM Lines/Product Unit of Measure",
                ],
                ["[MOTOR-1] Motorcycle", "Manufacture", "[FR-1] Frame", 1, "Units"],
                [None, None, "[WH-1] Wheel", 2, "Units"],
                ["[FR-1] Frame", "Manufacture", "[TB-10] Tube", 2, "Units"],
                [None, None, "[BR-20] Bearing", 4, "Units"],
                ["[WH-1] Wheel", "Manufacture", "[BR-20] Bearing", 1, "Units"],
            ]
        ),
        TREE,
        layout="parent",
    ),
    Shape(
        "erpnext.csv",
        text("""
        "ID","Item","Quantity","Item Code (Items)","Qty (Items)","UOM (Items)","Rate (Items)"
        "BOM-MOTOR-1-001","MOTOR-1","1","FR-1","1","Nos","100"
        "","","","WH-1","2","Nos","50"
        "BOM-FR-1-001","FR-1","1","TB-10","2","Nos","10"
        "","","","BR-20","4","Nos","5"
        "BOM-WH-1-001","WH-1","1","BR-20","1","Nos","5"
        """),
        TREE,
        layout="parent",
    ),
    Shape(
        "by-assembly.xlsx",
        workbook(
            [
                ["Assembly", "Assembly multiplier", "Part No", "Name", "Qty", "Unit price (USD)"],
                ["FR-1", 1, "TB-10", "Tube", 2, 3.5],
                [None, 1, "BR-20", "Bearing", 4, 1.25],
                ["WH-1", 2, "BR-20", "Bearing", 1, 1.25],
            ]
        ),
        TREE,
        layout="assembly",
    ),
    Shape(
        "headless.csv",
        text("""
        BOLT-M6;Bolt of the frame;8
        TUBE-25;Tube for handlebars;2
        NUT-M6;Nut of the frame;8
        """),
        {("", "BOLT-M6"): 8.0, ("", "TUBE-25"): 2.0, ("", "NUT-M6"): 8.0},
    ),
    Shape(
        "near-headings.csv",
        text("""
        Part Numbr|Part Nmae|Quantty|Unit of Meassure
        BOLT-M6|Bolt|8|pcs
        TUBE-25|Tube|1.5|m
        PAINT|Paint|250|ml
        """),
        FLAT,
    ),
]
"""Shapes that need no --map."""
