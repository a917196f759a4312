"""Sign-in through an OpenID Connect provider: a small real one answers on localhost, with keys of its own."""

import base64
import http.server
import json
import threading
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import include, path

from portal.identity import sso_urls
from portal.models import AuditEvent, User
from portal.urls import urlpatterns as portal_patterns
from tests import factories

urlpatterns = [path("anmelden/dienststelle/", include(sso_urls)), *portal_patterns]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
START, BACK = "/anmelden/dienststelle/", "/anmelden/dienststelle/zurueck/"


def number(value: int) -> str:
    return base64.urlsafe_b64encode(value.to_bytes((value.bit_length() + 7) // 8)).rstrip(b"=").decode()


class Provider:
    """Issues tokens for one person; what it says can be bent."""

    def __init__(self):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims, self.info, self.fails, self.asked = {}, {}, False, []
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                provider.answer(self)

            def do_POST(self):
                length = int(self.headers["Content-Length"])
                provider.asked.append(parse_qs(self.rfile.read(length).decode()))
                provider.answer(self)

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, handler):
        numbers = self.key.public_key().public_numbers()
        jwk = {"kty": "RSA", "kid": "1", "alg": "RS256", "n": number(numbers.n), "e": number(numbers.e)}
        token = jwt.encode(self.claims, self.key, "RS256", {"kid": "1"})
        data = {
            "/token": {"id_token": token, "access_token": "zugang"},
            "/jwks": {"keys": [jwk]},
            "/userinfo": self.info,
        }[handler.path]
        body = json.dumps(data).encode()
        handler.send_response(500 if self.fails else 200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


@pytest.fixture
def provider(settings, portal):
    one = Provider()
    settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, "portal.identity.sso.Backend"]
    settings.PORTAL_SSO_NAME = "Konto des Landkreises"
    settings.OIDC_OP_ISSUER = one.url
    settings.OIDC_RP_CLIENT_ID, settings.OIDC_RP_CLIENT_SECRET = "portal", "nur hier"
    settings.OIDC_OP_AUTHORIZATION_ENDPOINT = f"{one.url}/authorize"
    settings.OIDC_OP_TOKEN_ENDPOINT = f"{one.url}/token"
    settings.OIDC_OP_USER_ENDPOINT = f"{one.url}/userinfo"
    settings.OIDC_OP_JWKS_ENDPOINT = f"{one.url}/jwks"
    yield one
    one.server.shutdown()
    one.server.server_close()


def begin(client, provider, **query):
    """Follows the button and lets the provider vouch for ayla@example.org; returns the state."""
    sent = client.get(START, query)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(sent.url).query).items()}
    provider.claims = {
        "iss": provider.url,
        "aud": "portal",
        "sub": "7",
        "nonce": asked["nonce"],
        "exp": time.time() + 60,
    }
    provider.info = {"sub": "7", "email": "Ayla@Example.org", "email_verified": True}
    return asked


def back(client, asked, **changes):
    return client.get(BACK, {"code": "code", "state": asked["state"], **changes}, follow=False)


@pytest.fixture
def ayla(portal):
    return factories.UserFactory(email="ayla@example.org", editor=True)


def test_the_button_is_there_only_when_set_up(portal, settings):
    assert "/anmelden/dienststelle/" not in Client().get("/anmelden/").content.decode()
    settings.PORTAL_SSO_NAME = "Konto des Landkreises"
    html = Client().get("/anmelden/?next=/suche/").content.decode()
    assert "Anmelden mit: Konto des Landkreises" in html
    assert 'href="/anmelden/dienststelle/?next=/suche/"' in html


def test_whoever_the_provider_vouches_for_is_signed_in_and_led_back(provider, ayla):
    client = Client()
    asked = begin(client, provider, next="/neuigkeiten/")
    assert asked["code_challenge_method"] == "S256"
    answer = back(client, asked)
    assert answer.url == "/neuigkeiten/"
    assert client.session[SESSION_KEY] == str(ayla.pk)
    assert provider.asked[0]["code_verifier"]
    assert AuditEvent.objects.exclude(action="audit.begin").get().action == "session.start"


def test_r02_the_second_factor_is_still_asked_for(provider, ayla):
    client = Client()
    back(client, begin(client, provider))
    assert client.get("/cms/").url.startswith("/konto/zweiter-faktor/")


def test_nobody_gets_an_account_by_signing_in(provider):
    client = Client()
    before = User.objects.count()
    answer = back(client, begin(client, provider))
    assert answer.url == "/anmelden/"
    assert User.objects.count() == before
    assert "hat nicht geklappt" in client.get("/anmelden/").content.decode()
    assert AuditEvent.objects.exclude(action="audit.begin").get().outcome == "refused"


@pytest.mark.parametrize(
    ("claims", "info"),
    [
        ({"aud": "anderes"}, {}),
        ({"iss": "https://boese.example"}, {}),
        ({"nonce": "alt"}, {}),
        ({"exp": 1}, {}),
        ({}, {"sub": "8"}),
        ({}, {"email_verified": False}),
        ({}, {"email_verified": "true"}),
        ({}, {"email": ""}),
    ],
)
def test_what_the_provider_does_not_prove_is_refused(provider, ayla, claims, info):
    client = Client()
    asked = begin(client, provider)
    provider.claims |= claims
    provider.info |= info
    assert back(client, asked).url == "/anmelden/"
    assert SESSION_KEY not in client.session


def test_a_token_of_another_key_is_refused(provider, ayla, settings):
    client = Client()
    asked = begin(client, provider)
    settings.OIDC_RP_IDP_SIGN_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    assert back(client, asked).url == "/anmelden/"
    assert SESSION_KEY not in client.session


@pytest.mark.parametrize("query", [{"state": "fremd"}, {"code": ""}, {"error": "access_denied"}])
def test_a_foreign_state_or_a_refusal_leads_back_with_a_word(provider, ayla, query):
    client = Client()
    assert back(client, begin(client, provider), **query).url == "/anmelden/"
    assert SESSION_KEY not in client.session


def test_a_state_is_good_once_and_in_its_session_only(provider, ayla):
    client, other = Client(), Client()
    asked = begin(client, provider)
    assert back(other, asked).url == "/anmelden/"
    assert back(client, asked).url == "/"
    client.post("/abmelden/")
    assert back(client, asked).url == "/anmelden/"


def test_a_provider_that_is_away_leaves_the_password(provider, ayla):
    client = Client()
    asked = begin(client, provider)
    provider.fails = True
    assert back(client, asked).url == "/anmelden/"


def test_a_deactivated_person_stays_out(provider, ayla):
    ayla.is_active = False
    ayla.save()
    client = Client()
    assert back(client, begin(client, provider)).url == "/anmelden/"
    assert SESSION_KEY not in client.session


def test_r54_nobody_is_led_to_a_foreign_host(provider, ayla):
    client = Client()
    assert back(client, begin(client, provider, next="https://boese.example/")).url == "/"
