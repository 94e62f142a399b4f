"""What headings mean: the words for each field in the languages that bills come in, exact or nearly so."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

FIELDS = {
    "part": "number or code of the part",
    "name": "name of the part",
    "description": "more words about the part",
    "quantity_per": "how many go into one assembly",
    "unit": "unit of the quantity",
    "level": "depth in the tree, 0 or 1 at the top",
    "outline": "dotted number such as 1.2.3",
    "parent": "number or code of the assembly it goes into",
    "assembly": "name of the assembly that rows belong to, one level",
    "multiplier": "how many of the assembly",
    "record": "number of the row or part in the program it comes from",
    "position": "place in the drawing, item number",
    "designators": "places of electronic parts such as R1,R2",
    "not_placed": "marked: do not place",
    "placed": "marked: place",
    "substitute": "part that may be taken instead",
    "substitute_group": "lines that share it are alternatives",
    "scrap_share": "extra for scrap",
    "valid_from": "first day",
    "valid_to": "last day",
    "value": "electric value",
    "footprint": "shape on the board",
    "manufacturer": "who makes it",
    "manufacturer_part": "the maker's own number",
    "supplier": "who sells it",
    "supplier_part": "the seller's own number",
    "price": "price of one unit",
    "total": "price of the line",
    "currency": "currency of prices",
    "mass_kg": "mass of one unit",
    "category": "system or kind of the part",
    "kind": "assembly, component or material",
    "note": "anything else worth keeping",
    "ignore": "not read",
}
"""What a column of a bill can hold."""

# Words in English, Bahasa Indonesia, German, French, Spanish, Chinese and Japanese, as `plain_heading` leaves them.
_WORDS = {
    "part": "part|part no|part number|part nr|part num|part id|part code|partnumber|pn|p n|"
    "item code|item number part|"
    "component|component id|componentid|component code|product code|product id|sku|"
    "material number|article|article no|"
    "article number|internal reference|bom lines component|bom line ids product id|component product|ipn|part ipn|"
    "sub part ipn|sub part detail ipn|component ipn|item code items|stock code|libref|child|child part|child item|"
    "kode|kode part|kode barang|kode komponen|kode item|kode bahan|nomor part|no part|nomor komponen|part nomor|"
    "teilenummer|teile nr|teilenr|artikelnummer|artikel nr|artikelnr|sachnummer|sachnr|materialnummer|komponente|"
    "reference article|numero de piece|no piece|code article|code piece|ref article|"
    "codigo|codigo de pieza|numero de parte|no de parte|numero de pieza|referencia pieza|"
    "零件号|零件編號|零件编号|物料编码|物料编号|物料代码|料号|料號|编码|图号|品番|部品番号|部品コード|品目コード|図番",
    "name": "name|part name|item|item name|component name|product|product name|short name|title|designation|"
    "sub part name|material name|component description|description of part|item name items|"
    "nama|nama part|nama barang|nama komponen|nama bahan|nama item|komponen|barang|"
    "bezeichnung|benennung|teil|teilename|name des teils|artikelbezeichnung|"
    "designation de la piece|nom|nom de la piece|piece|composant|article nom|"
    "nombre|pieza|componente|denominacion|nombre de la pieza|"
    "名称|零件名称|品名|物料名称|部品名|部品名称|名前|品目名",
    "description": "description|desc|part description|item description|long name|specification|spec|specs|details|"
    "sub part description|keterangan barang|deskripsi|spesifikasi|uraian|beschreibung|spezifikation|"
    "descripcion|especificacion|规格|规格型号|描述|说明|仕様|説明|規格",
    "quantity_per": "quantity|qty|qnty|quantity per|qty per|qty per assembly|quantity per assembly|qty per unit|"
    "per assembly qty|perassemblyqty|amount|count|req in assy|required|required qty|qty required|pieces|no off|"
    "qty items|bom lines quantity|bom line ids product qty|usage|qty needed|quantity required|q ty|consumption|"
    "jumlah|jml|banyaknya|kuantitas|jumlah per unit|kebutuhan|pemakaian|jumlah kebutuhan|"
    "menge|anzahl|stuckzahl|stueckzahl|stk|quantite|qte|nombre de pieces|cantidad|cant|"
    "数量|用量|单位用量|单机用量|個数|員数|使用数|数",
    "unit": "unit|uom|unit of measure|units|measure|unitmeasurecode|unit measure code|um|u m|stock uom|"
    "bom lines product unit of measure|bom lines product uom|"
    "bom line ids product uom id|uom items|bom lines unit of measure|"
    "satuan|sat|einheit|mengeneinheit|me|unite|unite de mesure|unidad|unidad de medida|单位|計量単位|单位名称|単位",
    "level": "level|lvl|bom level|bomlevel|indent|indent level|indentation|depth|hierarchy|tier|structure level|"
    "tingkat|level bom|stufe|ebene|baustufe|strukturstufe|niveau|nivel|层级|层次|阶层|级别|階層|レベル|構成レベル",
    "outline": "outline|outline number|wbs|structure|hierarchy number|structure number|"
    "gliederung|nomor urut struktur|"
    "arborescence|层级号|構成番号",
    "parent": "parent|parent part|parent item|parent id|parent no|parent part number|parent number|parent code|"
    "productassemblyid|product assembly id|assembly id|assembly number|assembly no|parent part id|parent part ipn|"
    "where used|goes into|next assembly|product variant|bom product|product template|bom|bom no|id bom|"
    "induk|kode induk|part induk|barang induk|oberteil|ubergeordnet|baugruppe nr|baugruppennummer|vaterteil|"
    "piece mere|ensemble parent|compose|padre|pieza padre|conjunto padre|父项|父件|父级|父项编码|"
    "母件|母件编码|上级物料|親品番|親部品|親品目|親コード",
    "assembly": "assembly|assy|sub assembly name|subassembly|assembly name|group|module|section|"
    "rakitan|kelompok|bagian|modul|baugruppe|gruppe|ensemble|sous ensemble|conjunto|subconjunto|grupo|"
    "组件|部件|总成|アセンブリ|組立|ユニット",
    "multiplier": "assembly multiplier|multiplier|number of assemblies|assy qty|assemblies|qty of assembly|"
    "pengali|jumlah rakitan|faktor|multiplikator|multiplicateur|multiplicador|倍数|台数",
    "record": "id|row id|record id|billofmaterialsid|bom id|bom line id|part id|sub part|external id|pk|uuid|"
    "item id|element id",
    "position": "position|pos|item no|item nr|item number|no|nr|line|line no|row|find no|find number|find|#|balloon|"
    "sequence|seq|idx|index|nomor|urutan|posisi|no urut|positionsnummer|lfd nr|repere|numero|posicion|linea|"
    "序号|位置|项次|项目号|番号|項番|項目|行番号|n",
    "designators": "reference|references|ref|refs|designator|designators|reference designator|reference designators|"
    "ref des|refdes|reference s|parts|location|locations|bezeichner|bauteil|repere topologique|designador|"
    "位号|元件位号|标号|リファレンス|部品記号|回路記号|配置番号",
    "not_placed": "dnp|dnf|dni|do not place|do not populate|not fitted|no fit|nofit|no mount|"
    "do not fit|exclude from bom|"
    "do not install|do not stuff|dns|not mounted|tidak dipasang|nicht bestuckt|nicht bestucken|non monte|"
    "no montar|不贴|不安装|未実装|実装なし",
    "placed": "fitted|populate|populated|mount|mounted|install|place|stuffed|dipasang|bestuckt|"
    "bestucken|monte|montado|"
    "是否贴装|実装",
    "substitute": "alternate|alternative|alternates|alternatives|substitute|substitutes|"
    "alternate part|alternative part|"
    "substitute part|replacement|alternative item|alt part|alt|alternate mpn|2nd source|second source|"
    "alternative part number|alternate part number|pengganti|substitusi|alternatif|part pengganti|ersatz|ersatzteil|"
    "alternativteil|alternative teilenummer|remplacement|piece de remplacement|alternativa|sustituto|reemplazo|"
    "替代|替代料|代用料|替代料号|代替|代替品|代替部品",
    "substitute_group": "substitute group|alternative group|alternate group|alt group|alternativgruppe|grup pengganti",
    "scrap_share": "scrap|scrap share|scrap rate|scrap %|overage|waste|loss|attrition|scrap percentage|wastage|"
    "susut|sisa|buangan|ausschuss|verschnitt|rebut|taux de rebut|perte|merma|desperdicio|损耗|损耗率|不良率|ロス率",
    "valid_from": "valid from|start date|startdate|effective from|effective date|from date|berlaku dari|gultig ab|"
    "valable du|valido desde|生效日期|有効開始日",
    "valid_to": "valid to|end date|enddate|effective to|valid until|obsolete date|to date|berlaku sampai|gultig bis|"
    "valable au|valido hasta|失效日期|有効終了日",
    "value": "value|val|values|comment|rating|nilai|wert|valeur|valor|值|参数|値|定数",
    "footprint": "footprint|package|case|case package|pattern|gehause|boitier|encapsulado|封装|"
    "フットプリント|パッケージ",
    "manufacturer": "manufacturer|manf|mfr|mfg|manufacturer name|mfr name|mfg name|maker|brand|make|"
    "pembuat|produsen|merek|merk|pabrikan|hersteller|fabrikant|fabricant|marque|fabricante|marca|"
    "制造商|厂商|厂家|品牌|生产厂家|メーカー|メーカ|製造元",
    "manufacturer_part": "mpn|manufacturer part number|manufacturer part|manufacturer part no|"
    "manufacturers part number|"
    "mfr part number|mfr part|mfr part no|mfg part number|mfg pn|mfr pn|mfr no|manf#|manf no|manf part|mfg part no|"
    "partnumber type|part number type|manufacturer pn|mpn1|maker part number|order number|"
    "kode pabrikan|nomor pabrikan|hersteller nr|herstellernummer|herstellerteilenummer|hersteller teilenummer|"
    "bestellnummer|reference fabricant|ref fabricant|numero de parte del fabricante|referencia del fabricante|"
    "制造商料号|厂家型号|制造商型号|型号|メーカー型番|型番|型式",
    "supplier": "supplier|vendor|distributor|source|preferred source|supplier name|vendor name|seller|shop|"
    "pemasok|penyalur|toko|vendor pemasok|lieferant|handler|fournisseur|proveedor|distribuidor|"
    "供应商|供货商|仕入先|購入先|サプライヤ",
    "supplier_part": "supplier part|supplier part number|supplier part no|spn|vendor part|vendor part number|cat#|"
    "catalog number|distributor part number|digikey part number|digi key part number|mouser part number|lcsc|"
    "lcsc part|lcsc part number|jlcpcb part|order code|kode pemasok|lieferanten nr|ref fournisseur|供应商料号",
    "price": "price|unit price|unit cost|cost|unit$|price each|cost each|cost pp|price per unit|reference cost|"
    "reference cost idr|standard price|standardprice|each|unitprice|rate|rate items|cost per unit|basic rate|"
    "harga|harga satuan|biaya satuan|harga per unit|hps|preis|einzelpreis|stuckpreis|kosten|prix|prix unitaire|"
    "cout|cout unitaire|precio|precio unitario|coste|costo|costo unitario|单价|价格|单价元|含税单价|単価|価格",
    "total": "total|line total|total price|total cost|extended price|extended cost|ext price|"
    "ext cost|ext$|amount items|"
    "subtotal|sum|jumlah harga|total harga|harga total|gesamtpreis|gesamt|summe|prix total|montant|precio total|"
    "importe|总价|金额|合计|合計|金額",
    "currency": "currency|cur|curr|mata uang|valuta|wahrung|devise|monnaie|moneda|divisa|币种|货币|通貨",
    "mass_kg": "mass|weight|mass kg|weight kg|unit weight|unit mass|massa|berat|bobot|gewicht|masse|poids|peso|masa|"
    "重量|单重|質量",
    "category": "category|system|class|type of part|part type|commodity|sistem|kategori|golongan|kategorie|klasse|"
    "categorie|classe|categoria|clase|sistema|systeme|类别|分类|カテゴリ|分類",
    "kind": "kind|part kind|make buy|item type|type|jenis|typ|tipo|类型|種類",
    "note": "note|notes|remark|remarks|comments|catatan|keterangan|bemerkung|bemerkungen|"
    "anmerkung|remarque|remarques|"
    "nota|notas|observaciones|备注|備考|注記|memo",
    "ignore": "datasheet|link|url|image|picture|photo|avail|availability|in stock|stock|available stock|moq|purch|"
    "modified date|modifieddate|rowguid|criticality|scenario|voltage rated|alternative source|sheet|sheetpath|"
    "on order|min order qty|status|revision|rev|created|created by|updated|lead time|gambar|tautan|stok|bild|foto|"
    "lagerbestand|image url|kicad library|optional|consumable|inherited|allow variants|bom type|tolerance|"
    "assembly type|hazardous|rohs|lifecycle|图片|图|在庫",
}

KNOWN: dict[str, str] = {word: name for name, words in _WORDS.items() for word in words.split("|")}
"""Field by plain heading; a word of two fields belongs to the later one only where it is nowhere else."""

KNOWN |= {name.replace("_", " "): name for name in FIELDS if name.replace("_", " ") not in KNOWN}

NEAR = 88.0
"""Likeness (0..100) from which a heading counts as a known word with an error in it."""

_BRACKETS = re.compile(r"[(\[（【{].*?[)\]）】}]")
_CURRENCIES = {
    "rp": "IDR", "idr": "IDR", "rupiah": "IDR", "usd": "USD", "us$": "USD", "$": "USD", "eur": "EUR", "€": "EUR",
    "euro": "EUR", "gbp": "GBP", "£": "GBP", "cny": "CNY", "rmb": "CNY", "元": "CNY", "¥": "CNY", "￥": "CNY",
    "jpy": "JPY", "円": "JPY", "sgd": "SGD", "s$": "SGD", "inr": "INR", "₹": "INR", "aud": "AUD", "chf": "CHF",
    "myr": "MYR", "rm": "MYR", "thb": "THB", "vnd": "VND", "krw": "KRW", "₩": "KRW",
}  # fmt: skip
_CURRENCY = re.compile(
    r"(?<![a-z])(us\$|s\$|"
    + "|".join(word for word in _CURRENCIES if word.isascii() and word.isalpha())
    + r")(?![a-z])|([$€£¥￥₹₩元円])"
)


def currency_of(text: str) -> str:
    """Return the currency (three letters) that a heading or a cell names, or nothing."""
    match = _CURRENCY.search(text.casefold())
    return _CURRENCIES[match[1] or match[2]] if match else ""


@lru_cache(maxsize=4096)
def plain_heading(text: str) -> str:
    """Return a heading in lower case, without accents, brackets, currencies and punctuation."""
    bare = _BRACKETS.sub(" ", text) if not _BRACKETS.fullmatch(text.strip()) else text
    bare = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", bare)
    bare = unicodedata.normalize("NFKD", bare.casefold())
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign) or sign in "\u3099\u309a")
    bare = unicodedata.normalize("NFKC", bare)
    return " ".join(re.sub(r"[^\w#$%]+|_", " ", bare).split())


@lru_cache(maxsize=8192)
def heading_field(text: str) -> tuple[str, float]:
    """Return the field that a heading names and how sure that is (0..1); nothing and 0 for one that is unknown."""
    if len(text) > 60 or not text.strip():
        return "", 0.0
    plain = plain_heading(text)
    joined = re.sub(r"\s", "", plain)
    without_currency = " ".join(word for word in plain.split() if word not in _CURRENCIES)
    for candidate in (plain, text.strip().casefold(), without_currency, plain.strip("# $%"), joined):
        if candidate in KNOWN:
            return KNOWN[candidate], 1.0
    last = re.split(r"[/.:|]", text)[-1]
    if last != text and (name := KNOWN.get(plain_heading(last), "")):
        return name, 0.85
    if len(plain) < 4 or not re.search(r"[^\W\d]", plain):
        return "", 0.0
    near = process.extractOne(plain, list(KNOWN), scorer=fuzz.ratio, score_cutoff=NEAR)
    if near and len(near[0]) >= 4:
        return KNOWN[near[0]], round(0.8 * near[1] / 100, 2)
    near = process.extractOne(plain, list(KNOWN), scorer=fuzz.token_sort_ratio, score_cutoff=95)
    return (KNOWN[near[0]], round(0.75 * near[1] / 100, 2)) if near and len(near[0]) >= 6 else ("", 0.0)


def heading_score(row: Sequence[str]) -> float:
    """Return how much a row looks like headings: what is recognised, less what looks like contents."""
    cells = [cell.strip() for cell in row if cell.strip()]
    if not cells:
        return 0.0
    found = [heading_field(cell) for cell in cells]
    fields = {name for name, sure in found if sure >= 0.7}
    numbers = sum(bool(re.fullmatch(r"[\d.,\s%$€-]+", cell)) for cell in cells)
    known = sum(sure for _, sure in found)
    return len(fields - {"ignore"}) + 0.1 * known + 0.5 * known / len(cells) - 0.7 * numbers


def nearest_field(word: str) -> str:
    """Return the field that a word most likely means, or nothing."""
    if word in FIELDS:
        return word
    name, sure = heading_field(word)
    return name if sure >= 0.7 else ""
