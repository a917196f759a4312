"""How well other words stand for the one typed: lists before documents' own short names, and these before a thesaurus."""

import pytest

from search.answering.vocabulary import ABBREVIATION, BUILT_IN, SYNONYM, learned_variants
from search.documents import WordGroup
from search.language.german import content_stems

IM = WordGroup(("IM", "Integrationsmanagement"), is_abbreviation=True)


@pytest.mark.parametrize("typed", ["SGB 9", "sgb ix", "Sozialgesetzbuch Neuntes Buch", "Neunten Buch Sozialgesetzbuch"])
def test_every_book_of_the_social_code_is_found_by_each_of_its_names(typed):
    others = {one.stems: one.weight for one in BUILT_IN.synonyms_of(content_stems(typed), 1.0)}
    for name in {"SGB IX", "SGB 9", "Neuntes Buch Sozialgesetzbuch"}:
        stems = content_stems(name)
        assert stems == content_stems(typed) or others[stems] == ABBREVIATION


@pytest.mark.parametrize(("typed", "other"), [("IM", "Integrationsmanagement"), ("Integrationsmanagements", "IM")])
def test_a_learned_abbreviation_is_the_thing_itself_both_ways(typed, other):
    (variant,) = learned_variants(content_stems(typed), [IM])
    assert (variant.shown, variant.weight) == (other, ABBREVIATION)


def test_a_word_that_stands_for_a_name_in_one_document_is_a_synonym():
    group = WordGroup(("Träger", "Caritasverband Rebental"))
    assert [one.weight for one in learned_variants(content_stems("Träger"), [group])] == [SYNONYM]


def test_a_name_of_two_things_says_less_and_one_of_many_nothing():
    others = [WordGroup(("IM", f"Amt{letter} für {letter * 3}{letter * 3}"), is_abbreviation=True) for letter in "XYZQ"]
    two = learned_variants(content_stems("IM"), [IM, others[0]])
    assert len(two) == 2 and all(SYNONYM < one.weight < ABBREVIATION for one in two)
    assert learned_variants(content_stems("IM"), [IM, *others]) == []


def test_the_same_name_in_another_order_is_no_other_thing():
    names = ("Zweites Buch Sozialgesetzbuch", "Zweiten Buch Sozialgesetzbuch", "Sozialgesetzbuch Zweites Buch")
    groups = [WordGroup(("SGB II", name), is_abbreviation=True) for name in names]
    assert [one.weight for one in learned_variants(content_stems("SGB II"), groups)] == [ABBREVIATION]


def test_a_longer_name_of_the_same_thing_is_no_other_meaning():
    names = ("Migrationsberatung für erwachsene Zuwanderer", "Migrationsberatungsstellen für erwachsene Zuwanderer")
    groups = [WordGroup(("MBE", name), is_abbreviation=True) for name in names]
    assert [one.weight for one in learned_variants(content_stems("MBE"), groups)] == [ABBREVIATION, ABBREVIATION]
