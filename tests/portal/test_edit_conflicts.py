"""R3: whatever two people and a form do, no change of either side is lost without a choice."""

from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from portal.edit_conflicts import CHOICE, STATE, STORED, TYPED, EditForm

NAMES = ("name", "note", "kinds")
KINDS = ["a", "b", "c"]
values = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["", "Amsel", "Drossel", "Fink"]),
        "note": st.sampled_from(["", "eins\nzwei", "drei"]),
        "kinds": st.lists(st.sampled_from(KINDS), unique=True).map(sorted),
    }
)


class Entry(EditForm, forms.Form):
    name = forms.CharField(required=False)
    note = forms.CharField(required=False, widget=forms.Textarea)
    kinds = forms.MultipleChoiceField(
        choices=[(kind, kind) for kind in KINDS], required=False, widget=forms.CheckboxSelectMultiple
    )


def sent(typed, state, choices=()):
    data = QueryDict(mutable=True)
    for name in NAMES:
        data.setlist(name, typed[name] if isinstance(typed[name], list) else [typed[name].replace("\n", "\r\n")])
    data[STATE] = state
    for name, choice in dict(choices).items():
        data[f"{CHOICE}-{name}"] = choice
    return data


def opened(stored):
    return Entry(initial=stored, entry="entry:1").state


def posted(typed, stored, state, choices=()):
    return Entry(sent(typed, state, choices), initial=stored, entry="entry:1")


@given(at_first=values, stored=values, typed=values)
def test_r3_what_is_stored_at_once_overwrites_nothing_that_others_changed(at_first, stored, typed):
    form = posted(typed, stored, opened(at_first))
    lost = [name for name in NAMES if stored[name] != at_first[name] and typed[name] != stored[name]]
    assert form.is_settled() is not bool(lost)
    assert list(form.questions) == lost
    # What the person did not touch is the others' unless they say otherwise; of their own changes none is dropped so.
    ticked = {conflict.bound.name: conflict.choice for conflict in form.conflicts}
    assert ticked == {name: "" if typed[name] != at_first[name] else STORED for name in lost}


@given(at_first=values, stored=values, typed=values, data=st.data())
def test_r3_exactly_what_was_chosen_is_stored(at_first, stored, typed, data):
    first = posted(typed, stored, opened(at_first))
    if first.is_settled():
        return
    choices = {name: data.draw(st.sampled_from([STORED, TYPED])) for name in first.questions}
    form = posted(typed, stored, first.state, choices)
    assert form.is_settled()
    expected = {name: stored[name] if choices.get(name) == STORED else typed[name] for name in NAMES}
    assert {
        name: sorted(value) if name == "kinds" else value.replace("\r\n", "\n")
        for name, value in form.cleaned_data.items()
    } == expected


@given(at_first=values, stored=values, third=values, typed=values, data=st.data())
def test_r3_a_third_change_is_never_overwritten_by_an_older_choice(at_first, stored, third, typed, data):
    first = posted(typed, stored, opened(at_first))
    if first.is_settled():
        return
    choices = {name: data.draw(st.sampled_from(["", STORED, TYPED])) for name in first.questions}
    form = posted(typed, third, first.state, choices)
    form.is_settled()
    for name in NAMES:
        overwritten = third[name] != stored[name] and typed[name] != third[name]
        assert not overwritten or name in form.unsettled


@given(stored=values, typed=values)
def test_r3_without_a_state_everything_is_compared(stored, typed):
    form = posted(typed, stored, "forged")
    assert form.is_settled() is (stored == typed)
    assert form.questions == {name: True for name in NAMES if stored[name] != typed[name]}


def test_r3_a_state_of_another_entry_is_none():
    state = Entry(initial={"name": "Amsel"}, entry="entry:2").state
    assert not posted({"name": "Fink", "note": "", "kinds": []}, {"name": "Amsel"}, state).is_settled()
