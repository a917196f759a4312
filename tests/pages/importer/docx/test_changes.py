"""K17: a document with tracked changes is read as it will be when they are accepted."""

from tests.pages.importer.docx.word_files import NUMBERED, outline_of, p, part, read, row, run, table, word_file

DELETED_MARK = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"


def test_k17_a_deleted_paragraph_mark_joins_what_it_parted() -> None:
    text = read(p(DELETED_MARK, "Die Teil") + p("nahme ist frei."))
    assert "Die Teilnahme ist frei." in text


def test_k17_a_bookmark_between_the_two_parts_does_not_keep_them_apart() -> None:
    between = '<w:bookmarkEnd w:id="4"/><w:moveFromRangeEnd w:id="5"/>'
    assert "Die Teilnahme ist frei." in read(p(DELETED_MARK, "Die Teil") + between + p("nahme ist frei."))


def test_k17_several_deleted_marks_join_all_and_a_moved_one_as_well() -> None:
    moved = "<w:pPr><w:rPr><w:moveFrom/></w:rPr></w:pPr>"
    assert "Alle Leih" + "geräte sind geprüft." in read(
        p(DELETED_MARK, "Alle ") + p(moved, "Leih") + p("geräte sind geprüft.")
    )


def test_k17_a_paragraph_that_lost_all_its_words_leaves_its_look_to_the_next() -> None:
    gone = p(
        '<w:pPr><w:outlineLvl w:val="0"/><w:rPr><w:del/></w:rPr></w:pPr>',
        "<w:del><w:r><w:delText>Anhang</w:delText></w:r></w:del>",
    )
    text = read(gone + p("Die Ausleihe dauert eine Woche."))
    assert "Der Laden hilft bei Anträgen.\n\nDie Ausleihe dauert eine Woche." in text


def test_k17_a_deleted_mark_before_a_table_or_at_the_end_loses_nothing() -> None:
    text = read(p(DELETED_MARK, "Vor der Tafel.") + table(row("Markt", "Lena")) + p(DELETED_MARK, "Danach "))
    assert text.index("Vor der Tafel.") < text.index("Markt | Lena") < text.index("Danach")


def test_k17_inserted_and_moved_words_stay_and_deleted_ones_go() -> None:
    text = read(
        p(
            "Wir öffnen ",
            f"<w:ins>{run('mittwochs')}</w:ins>",
            "<w:del><w:r><w:delText>montags</w:delText></w:r></w:del>",
            f"<w:moveFrom>{run(' im Hof')}</w:moveFrom>",
            f"<w:moveTo>{run(' im Saal')}</w:moveTo>",
            ".",
        )
    )
    assert "Wir öffnen mittwochs im Saal." in text


def test_a_large_first_letter_belongs_to_its_word() -> None:
    letter = p('<w:pPr><w:framePr w:dropCap="drop"/><w:outlineLvl w:val="0"/></w:pPr>', "J")
    assert "Anträgen.\n\nJede Gruppe hat einen Schlüssel." in read(letter + p("ede Gruppe hat einen Schlüssel."))


def test_k17_a_deleted_item_of_a_list_is_not_counted() -> None:
    item = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    gone = p(f"<w:pPr>{item}<w:rPr><w:del/></w:rPr></w:pPr>", "<w:del><w:r><w:delText>Altes.</w:delText></w:r></w:del>")
    body = (
        p(f"<w:pPr>{item}</w:pPr>", "Erstes.")
        + gone
        + table(row("Markt", "Lena"))
        + p(f"<w:pPr>{item}</w:pPr>", "Neues.")
    )
    outline = outline_of(
        word_file(body, {"word/numbering.xml": part("numbering", NUMBERED)}, {"numbering": "numbering.xml"})
    )
    assert [section.number for section in outline.sections] == ["§ 1", "1", "2", "§ 2"]
