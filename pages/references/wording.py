"""What German texts call a law or another paper, and what they call themselves; patterns for the words after a reference."""

import re

GAP = r"[\s\u00a0\u2007\u2009\u202f]"
# A noun that is, or ends in, one of these names a law, an order or another paper with numbers of its own.
PAPERS = (
    "gesetz",
    "gesetzbuch",
    "ordnung",
    "verordnung",
    "verfassung",
    "vertrag",
    "abkommen",
    "konvention",
    "satzung",
    "vorschrift",
    "bestimmung",
    "richtlinie",
    "vereinbarung",
    "regelung",
    "bekanntmachung",
    "erlass",
    "beschluss",
    "bescheid",
    "protokoll",
    "niederschrift",
    "liste",
    "katalog",
    "tabelle",
    "formular",
    "antrag",
    "muster",
    "merkblatt",
    "leitfaden",
    "handbuch",
    "konzept",
    "konzeption",
    "programm",
    "aufruf",
    "anleitung",
    "charta",
    "kodex",
    "empfehlung",
    "ministerialblatt",
    "amtsblatt",
    "buch",
)
ENDINGS = r"(?:e?s|e|en|n|er|ern|nen|se[ns]?|ses)?"
PAPER = rf"(?:[A-ZÄÖÜ][\w-]*?)?(?:{'|'.join(PAPERS)}){ENDINGS}"
PAPER_NOUN = rf"(?=[A-ZÄÖÜ])(?i:{PAPER})\b"
# "VwVfG", "SGB II", "DS-GVO", "FreizügG/EU", "AufenthG": several capitals, the last letter among them.
ACRONYM = r"(?:SGB|[A-ZÄÖÜ][\wÄÖÜäöüß]*(?:-[A-ZÄÖÜ]+)?[A-ZÄÖÜ](?:/EU)?)(?:[\s\u00a0]*(?:[IVX]+|BW|\d{1,2})\b)?"
LAW_ACRONYM = (
    r"(?:SGB|BGB|StGB|GG|AO|LHO|BHO|GG|HGB|ZPO|StPO|VwGO|ANBest-[PIK]|VV-LHO"
    r"|[A-ZÄÖÜ][\wÄÖÜäöüß]*-?(?:G|GVO|VO|V|GB|GO)(?:/EU)?)\b(?:[\s\u00a0]*(?:[IVX]+|\d{1,2})\b)?"
)
ARTICLES = r"(?:zu|der|des|dem|den|die|das|zur|zum|vom|von|im|in|aus|nach|dieser|dieses|diesem|jener|jenes)"
ADJECTIVE = r"(?:[\wÄÖÜäöüß-]+(?:en|er|es|em)|\d{1,2}\.)"
EUROPEAN = r"(?:Richtlinie|Verordnung|Beschluss(?:es)?)[\s\u00a0]*(?:\([A-ZÄÖÜ, ]+\)|\d+/\d+)"

OTHER_PAPER = re.compile(
    rf"{GAP}*,?{GAP}*(?:"
    rf"(?:{ARTICLES}{GAP}+)*(?:{ADJECTIVE}{GAP}+){{0,4}}?(?:{EUROPEAN}|{PAPER_NOUN})"
    rf"|(?:{ARTICLES}{GAP}+)*{LAW_ACRONYM}"
    rf")"
)
ANY_ACRONYM = re.compile(rf"{GAP}*(?:{ARTICLES}{GAP}+)*{ACRONYM}(?![\w-])")
OWN = r"(?:dieser|dieses|diesem|der vorliegenden|des vorliegenden|der genannten|unserer)"
OWN_PAPER = re.compile(rf"{GAP}*{OWN}{GAP}+{PAPER_NOUN}")
IN_BRACKETS = re.compile(rf"{GAP}*\([A-ZÄÖÜ][^()]{{0,60}}\)")
BOOK = r"(?:Ersten|Zweiten|Dritten|Vierten|Fünften|Sechsten|Siebten|Achten|Neunten|Zehnten|Elften|Zwölften)[\s\u00a0]+Buch(?:es)?"
LAW = re.compile(rf"\b(?:{LAW_ACRONYM}|{BOOK}|(?=[A-ZÄÖÜ])(?i:[\w-]*(?:gesetz|gesetzbuch|verordnung)(?:e?s)?)\b)")
LAW_BEFORE = re.compile(
    rf"(?:\b{LAW_ACRONYM}|\b(?=[A-ZÄÖÜ])(?i:[\w-]*(?:gesetz|gesetzbuch|verordnung|buch)(?:e?s)?)|\bSozialgesetzbuch)"
    rf"(?:{GAP}|[,;:(–-]|\b(?:dort|hier|insbesondere|namentlich|vor allem|und|sowie|in|nach|gemäß|dessen|deren|siehe|vgl\.|z\.{GAP}?B\.|zum Beispiel)\b)*$"
)
SENTENCE_END = re.compile(
    r"(?<![\d\s.(][a-zA-Z])(?<!\b\d)(?<!Abs)(?<!Nr)(?<!Ziff)(?<!Art)(?<!Buchst)(?<!vgl)(?<!bzw)(?<!ggf)(?<!gem)[.!?]\s+(?=[A-ZÄÖÜ„(])"
)
