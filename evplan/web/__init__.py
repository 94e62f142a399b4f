"""Pages and interface over the network: managers and planners in a browser, other software by JSON."""

from evplan.web.app import create_app
from evplan.web.setting import WebSetting

__all__ = ["WebSetting", "create_app"]
