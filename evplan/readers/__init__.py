"""Files in: data sets, scenarios, the law. The only room that opens input files."""

from evplan.readers.data_set import DataSetFiles, file_digest, read_data_set
from evplan.readers.law_file import read_law
from evplan.readers.outline import read_outline
from evplan.readers.scenario_file import ScenarioFile, read_scenario

__all__ = ["DataSetFiles", "ScenarioFile", "file_digest", "read_data_set", "read_law", "read_outline", "read_scenario"]
