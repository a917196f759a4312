"""The type of a text's meaning. Its package is an extra, so it is imported for the type checker only."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    Vector = NDArray[float32]
