"""`make matrix`: writes docs/zugriff.md from the table."""

import django

if __name__ == "__main__":
    django.setup()
    from django.utils import translation

    from tests.portal import matrix

    with translation.override("de"):
        (matrix.TABLE.parents[2] / "docs" / "zugriff.md").write_text(matrix.page(matrix.table()), encoding="utf-8")
