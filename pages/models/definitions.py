from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DefinedTerm(models.Model):
    """What editors say of a term of a document: their own definition, or that what was collected from the text is none."""

    page = models.ForeignKey("pages.NormativePage", models.CASCADE, related_name="defined_terms")
    term = models.CharField(_("Begriff"), max_length=60)
    text = models.TextField(_("Bedeutung"), max_length=600, blank=True)
    section = models.CharField(_("Steht in"), max_length=40, blank=True)
    is_refused = models.BooleanField(_("kein Begriff"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("Begriff")
        verbose_name_plural = _("Begriffe")
        ordering = ["term"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "term"],
                name="pages_defined_term_once",
                violation_error_message=_("Dieser Begriff steht schon in der Liste."),
            ),
            models.CheckConstraint(
                condition=Q(is_refused=True) | ~Q(text=""),
                name="pages_defined_term_says_something",
                violation_error_message=_("Bitte schreiben Sie, was der Begriff bedeutet."),
            ),
        ]

    def __str__(self) -> str:
        return self.term
