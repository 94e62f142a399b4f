"""Files in: data sets, scenarios, the law. The only room that opens input files."""

from evplan.readers.data_set import DataSetFiles, file_digest, read_data_set, read_layout, read_workbook_bytes
from evplan.readers.law_file import read_law
from evplan.readers.outline import read_outline
from evplan.readers.reference_list import REFERENCE_LISTS, read_reference
from evplan.readers.scenario_file import ScenarioFile, read_scenario

__all__ = [
    "REFERENCE_LISTS",
    "DataSetFiles",
    "ScenarioFile",
    "file_digest",
    "read_data_set",
    "read_law",
    "read_layout",
    "read_outline",
    "read_reference",
    "read_scenario",
    "read_workbook_bytes",
]
