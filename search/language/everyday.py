"""How much a word tells by how common it is in all of German, not only in these documents."""

from functools import lru_cache

# On the scale of Zipf (van Heuven et al. 2014): the logarithm of how often a word occurs in a thousand million.
TELLS_ALL, LESS_EACH, LEAST = 4.8, 0.45, 0.3


@lru_cache(maxsize=20_000)
def importance(form: str) -> float:
    """1 for an ordinary word; less, the more it belongs to everything that is said: Mal, jetzt, kommt."""
    from wordfreq import zipf_frequency  # takes a while to load, so only who asks for it waits

    common = zipf_frequency(form, "de", wordlist="small")
    return max(LEAST, 1.0 - LESS_EACH * max(0.0, common - TELLS_ALL))
