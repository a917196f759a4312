"""Printed letters: accessible PDF files (PDF/UA-1) from a Typst template of ours and plain data."""

from portal.pdf.rendering import Frame, PrintingError, render

__all__ = ["Frame", "PrintingError", "render"]
