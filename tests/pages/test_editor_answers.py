"""What the editor offers and answers: previews that their panel may show, no dead workflow, redirects, no faults."""

import pytest
from django.contrib.auth.models import Group
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.models import Page

from pages.models import HomePage, NewsIndexPage, NormativeIndexPage, StandardPage
from portal.identity.auth import PortalRole
from tests.factories import news_page, normative_page, section


@pytest.fixture
def pages(portal):
    fixed = [
        HomePage.objects.get(locale__language_code="de"),
        *(model.objects.get(locale__language_code="de") for model in (NewsIndexPage, NormativeIndexPage)),
        StandardPage.objects.filter(locale__language_code="de").first(),
    ]
    return [*fixed, news_page(), normative_page([section("1", "Ziele", "<p>Text</p>")])]


def test_a_preview_may_be_framed_by_the_editor_and_by_nobody_else(editor, pages):
    for page in pages:
        answer = editor.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
        assert answer.status_code == 200
        policy = answer["Content-Security-Policy"]
        assert "frame-ancestors 'self'" in policy, page
        assert "unsafe-inline" not in policy, "the page as readers get it"
        assert "frame-ancestors 'none'" in editor.get(page.get_url())["Content-Security-Policy"]


def test_a_page_is_published_and_handed_to_no_workflow(editor, pages):
    for page in pages:
        html = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert 'name="action-submit"' not in html
        assert 'name="action-publish"' in html


def test_editors_manage_redirects(editor):
    answer = editor.post(
        reverse("wagtailredirects:add"),
        {"old_path": "/alt/", "is_permanent": "on", "redirect_page": HomePage.objects.first().pk},
    )
    assert answer.status_code == 302
    assert editor.get("/alt/")["Location"].endswith("/")
    assert Group.objects.get(name=PortalRole.EDITOR.value).permissions.filter(codename="delete_redirect").exists()


def page_routes(patterns=None, before=""):
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from page_routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and route.startswith("cms/pages/") and "<int:" in route:
            yield route


@pytest.mark.parametrize("key", [1, 2_147_483_648, 99_999_999_999_999_999_999])
def test_no_address_of_the_page_editor_answers_the_root_or_nonsense_with_a_fault(editor, key):
    editor.raise_request_exception = False
    faults = []
    for route in sorted(set(page_routes())):
        url = "/" + route
        for name, value in (
            ("<slug:content_type_app_name>", "pages"), ("<slug:content_type_model_name>", "standardpage"),
            ("<slug:app_label>", "pages"), ("<slug:model_name>", "standardpage"), ("<slug:action_name>", "approve"),
        ):  # fmt: skip
            url = url.replace(name, value)
        while "<int:" in url:
            url = url[: url.index("<int:")] + str(key) + url[url.index(">", url.index("<int:")) + 1 :]
        if "<" in url or "^" in url:
            continue
        codes = [(method.__name__, url, method(url).status_code) for method in (editor.post, editor.get)]
        faults += [told for told in codes if told[2] >= 500]
    assert not faults
    assert Page.objects.get(depth=1).pk == 1


@pytest.mark.parametrize("position", ["", "x", "-1", "99999999999999999999999", "0"])
def test_the_place_of_the_root_is_refused_and_nonsense_answered(editor, position):
    root = reverse("wagtailadmin_pages:set_page_position", args=[1])
    assert editor.post(f"{root}?position={position}").status_code == 400
    page = StandardPage.objects.filter(locale__language_code="de").first()
    url = reverse("wagtailadmin_pages:set_page_position", args=[page.pk])
    assert editor.post(f"{url}?position={position}").status_code in {200, 400}
