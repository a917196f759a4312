"""One search over everything: what can be found, in which words, by whom."""
