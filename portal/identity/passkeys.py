"""Passkeys and security keys (WebAuthn) as second factor; needs the app django_otp_webauthn.

The ceremonies are that package's; sessions, limits and events are ours (SECURITY F2, F6).
"""

from django_otp_webauthn.helpers import WebAuthnHelper

from portal import conf


class Ceremony(WebAuthnHelper):
    """The package's ceremonies for this portal's address; localhost, which browsers trust, stands for itself."""

    def get_relying_party_domain(self) -> str:
        return "localhost" if self.is_local() else str(super().get_relying_party_domain())

    def get_relying_party_name(self) -> str:
        return f"Kooperationsportal {conf.get('COUNTY_NAME')}"

    def get_allowed_origins(self) -> list[str]:
        if self.is_local():
            return [f"{self.request.scheme}://{self.request.get_host()}"]
        return list(super().get_allowed_origins())

    def is_local(self) -> bool:
        return str(self.request.get_host().split(":")[0]) == "localhost"
