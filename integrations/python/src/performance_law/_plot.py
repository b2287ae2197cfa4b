"""A picture as a Vega or Vega-Lite specification."""

from __future__ import annotations

import json
import os
from typing import Any, Dict, Mapping, Union


class Plot:
    """A specification that draws itself in notebooks. ``spec`` has it as a dict."""

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self.spec: Dict[str, Any] = dict(spec)

    @property
    def is_vega_lite(self) -> bool:
        return "vega-lite" in str(self.spec.get("$schema", ""))

    def __repr__(self) -> str:
        return f"<Plot: a {'Vega-Lite' if self.is_vega_lite else 'Vega'} specification>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Dict[str, Any]:
        # JupyterLab draws these two types. Its Vega is 5.20 or later, which the specifications are made for.
        kind = "application/vnd.vegalite.v5+json" if self.is_vega_lite else "application/vnd.vega.v5+json"
        return {kind: self.spec, "text/plain": repr(self)}

    def to_altair(self) -> Any:
        """The picture as a chart of Altair, which must be installed."""
        if not self.is_vega_lite:
            raise TypeError("Altair shows Vega-Lite specifications, and this one is Vega; show the plot itself")
        import altair

        return altair.Chart.from_dict(self.spec)

    def save(self, path: Union[str, "os.PathLike[str]"]) -> None:
        """Writes ``.json``, or with the package ``vl-convert-python`` ``.svg`` or ``.png``."""
        name = os.fspath(path)
        kind = os.path.splitext(name)[1].lower()
        if kind == ".json":
            content = json.dumps(self.spec, indent=2).encode()
        elif kind in (".svg", ".png"):
            content = self._drawn(kind)
        else:
            raise ValueError(f"{name!r} must end with .json, .svg or .png")
        with open(name, "wb") as file:
            file.write(content)

    def _drawn(self, kind: str) -> bytes:
        try:
            import vl_convert
        except ImportError as error:
            raise ImportError("drawing files needs vl-convert-python: pip install vl-convert-python") from error
        language = "vegalite" if self.is_vega_lite else "vega"
        drawn = getattr(vl_convert, f"{language}_to_{kind[1:]}")(self.spec)
        return drawn.encode() if isinstance(drawn, str) else bytes(drawn)
