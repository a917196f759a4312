from pages.models.home import HomePage, NewsIndexPage, NewsPage, StandardPage
from pages.models.normative import Annex, FormerNumber, NormativeIndexPage, NormativePage, Party

__all__ = [
    "Annex",
    "FormerNumber",
    "HomePage",
    "NewsIndexPage",
    "NewsPage",
    "NormativeIndexPage",
    "NormativePage",
    "Party",
    "StandardPage",
]
