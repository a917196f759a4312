"""All addresses of the restricted section; each is closed here, wherever a project mounts them (R2)."""

from cases.access import restricted_urls
from cases.referrals import alignment_urls, consent_urls, oversight_urls, record_urls, referral_urls

app_name = "cases"
urlpatterns = restricted_urls(
    [
        *record_urls.urlpatterns,
        *consent_urls.urlpatterns,
        *alignment_urls.urlpatterns,
        *oversight_urls.urlpatterns,
        *referral_urls.urlpatterns,
    ]
)
