"""The words of the field as data: what to skip, what means the same, what stands near. Ordinary spelling, one group a line."""

STOP_WORDS = frozenset(
    """
    aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes anders auch auf aus bei
    beim bereits bin bis bist bitte da dabei dadurch dafur dagegen daher damit danach dann daran darauf darf darfst darum
    das dass dein deine dem den denn der deren des deshalb dessen die dies diese diesem diesen dieser dieses doch dort du
    durch durfen ebenfalls eben eigentlich ein eine einem einen einer eines einmal entsprechend er es etwa etwas euer falls
    finde finden fur gab ganz geben geht genau gegen gehort genannt gerade gern gibt gilt haben habe hat hatte hatten hier
    hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in indem ins insbesondere ist ja je jede jedem jeden jeder
    jedes jemand jemanden jemandem jeweils jetzt kann kannst kein keine keinem keinen keiner konnen konnte konnten lassen
    lasst machen macht man manche mehr mein meine meinem meinen meiner mich mir mit mochte mogen muss mussen musste nach
    nachdem naturlich neben nein nicht nichts noch nun nur ob oder ohne sehr seid sein seine seinem seinen seiner seit
    selbst sich sie sind so sobald sofern sogar solche soll sollen sollte sollten sonst sowie sowohl statt stehen steht
    trotz uber um und uns unser unsere unter usw vom von vor wahrend wann war ware waren warum was weil weiter welche
    welchem welchen welcher welches wenn wer werde werden wem wen wessen wie wieder wieso will wir wird wo wobei wofur woher
    wohin wollen womit woran worauf woraus wozu wurde wurden zu zum zur zwar zwischen passiert passieren kommt kommen lauft bekomme bekommt brauche braucht heisst beispielsweise bzw bspw etc evtl ggf
    zb dh ua sog inkl
    the of and to is are for on with by from at be this that what which who how when where does do can
    """.split()
)

# Words that look like parts of compounds and are none: particles, endings, fragments of other words.
NEVER_PARTS = frozenset(
    """
    aber alle allen aller alles auch auf aus aussen bar baren barer barkeit bei beim besser bis dann dass dem den der des die
    dies dort durch eben ein eine einem einen einer eines ende enden ende ens erin erinnen ern erst erung etwa fur für ganz
    gegen gen gend gung haben haft haften halb heit heiten hier hin hinter ich iche ichen ien ierung igen igung inne innen
    innung ins isch ische ischen ist iten jede jeder kann kehr kein keine keit keiten kung lich liche lichen licher ling
    linge lingen linie links lose losen losung los mal male man mehr mein meine mit nach nahme neben nen neu nicht nigen
    noch nung ober oder ohne rechte rung samt schaft schaften sche schen schon seit sein seine selbst sich sie sind sollen
    ten tag tage tate tätig tatig tige tigen tion tionen tive trag über uber und ung ungen uns unter unterm ver viel vom von vor
    wahr wann war ware weg wegen weil weis weise weiter wenn wer werde wert wie wieder wir wird wohl zehn zeit zer zig zu zum
    zur zurück zuruck zusammen zwischen einander bereit bereits gemein allge berech stand stellen standig ständig wesen enden
    fort gleich weitere setz setzen setzt bring bringen richt richten gebe geben nehm nehmen nehmende steh stehen fall falle fallen
    """.split()
) - {"fall", "tag", "tage", "zeit", "trag", "wesen", "weg", "rechte", "ende", "stand", "stellen", "wert"}

SHORT_PARTS = frozenset("amt rat ort weg tag job arm not uhr arzt art bau bus eid ehe gut hof tat typ rad see tal ziel".split())

# The same thing said short and long. Any member finds all others almost as well as itself.
ABBREVIATIONS: tuple[tuple[str, ...], ...] = (
    ("IM", "Integrationsmanagement", "Integrationsmanager", "Integrationsmanagerin"),
    ("JC", "Jobcenter", "ARGE", "Leistungsträger SGB II", "Optionskommune"),
    ("AA", "AfA", "BA", "Arbeitsagentur", "Agentur für Arbeit", "Bundesagentur für Arbeit", "Arbeitsamt"),
    ("VZÄ", "Vollzeitäquivalent", "Vollzeitstelle"),
    ("EGV", "EinV", "Eingliederungsvereinbarung", "Kooperationsplan"),
    ("ABH", "Ausländerbehörde", "Ausländeramt", "Migrationsamt"),
    ("MBE", "Migrationsberatung für erwachsene Zuwanderer", "Migrationsberatung", "Migrationserstberatung"),
    ("JMD", "Jugendmigrationsdienst"),
    ("MSB", "Migrationssozialberatung"),
    ("SGB II", "SGB 2", "Zweites Buch Sozialgesetzbuch", "Zweiten Buch des Sozialgesetzbuchs", "Bürgergeld",
     "Grundsicherung für Arbeitssuchende", "Arbeitslosengeld II", "ALG II", "ALG 2", "Hartz IV"),
    ("SGB III", "SGB 3", "Drittes Buch Sozialgesetzbuch", "Dritten Buch des Sozialgesetzbuchs", "Arbeitslosengeld I", "ALG I"),
    ("SGB XII", "SGB 12", "Sozialhilfe"),
    ("SGB VIII", "SGB 8", "Jugendhilfe"),
    ("SGB", "Sozialgesetzbuch"),
    ("LRA", "Landratsamt", "Kreisverwaltung", "Kreisbehörde"),
    ("LK", "Landkreis", "Kreis"),
    ("RP", "Regierungspräsidium", "Bewilligungsstelle", "Bewilligungsbehörde"),
    ("BAMF", "Bundesamt für Migration und Flüchtlinge", "Bundesamt"),
    ("BMI", "Bundesministerium des Innern", "Innenministerium"),
    ("BAGFW", "Bundesarbeitsgemeinschaft der Freien Wohlfahrtspflege", "Wohlfahrtsverbände", "Freie Wohlfahrtspflege"),
    ("DW", "Diakonisches Werk", "Diakonie"),
    ("AWO", "Arbeiterwohlfahrt"),
    ("DRK", "Deutsches Rotes Kreuz"),
    ("CV", "Caritasverband", "Caritas"),
    ("KiTa", "Kindertagesstätte", "Kindertageseinrichtung", "Kindergarten", "Kinderbetreuung"),
    ("KV", "Kooperationsvereinbarung"),
    ("RL", "Richtlinie"),
    ("VwV", "Verwaltungsvorschrift", "Zuwendungsrichtlinie"),
    ("IK", "Integrationskurs", "Integrationssprachkurs"),
    ("BSK", "Berufssprachkurs", "berufsbezogener Sprachkurs", "DeuFöV", "berufsbezogene Sprachförderung"),
    ("AE", "Aufenthaltserlaubnis", "Aufenthaltstitel"),
    ("AufenthG", "Aufenthaltsgesetz"),
    ("AsylbLG", "Asylbewerberleistungsgesetz"),
    ("FlüAG", "Flüchtlingsaufnahmegesetz"),
    ("DSGVO", "DS-GVO", "Datenschutz-Grundverordnung", "Datenschutzgrundverordnung"),
    ("BDSG", "Bundesdatenschutzgesetz"),
    ("CM", "Case Management", "Fallmanagement"),
    ("pAp", "persönlicher Ansprechpartner", "Fallmanager", "Arbeitsvermittler"),
    ("BIZ", "Berufsinformationszentrum"),
    ("AU", "vorläufige Unterbringung", "Anschlussunterbringung", "Gemeinschaftsunterkunft"),
    ("ÖA", "Öffentlichkeitsarbeit"),
    ("EDV", "IT", "Computer", "PC", "Rechner"),
    ("MA", "Mitarbeiter", "Mitarbeitende", "Mitarbeiterin"),
    ("AP", "Ansprechpartner", "Ansprechperson"),
    ("TN", "Teilnehmer", "Teilnehmende", "Teilnehmerin"),
    ("GF", "Geschäftsführung", "Geschäftsführer"),
    ("HK", "Herkunftsland"),
    ("AK", "Arbeitskreis", "AG", "Arbeitsgruppe"),
    ("Mio", "Million"),
    ("Std", "Stunde"),
    ("Tel", "Telefon"),
    ("Abs", "Absatz"),
    ("Anl", "Anlage", "Anhang"),
)

# Everyday words and official ones. The other members of a line find less well than the word typed.
SYNONYMS: tuple[tuple[str, ...], ...] = (
    ("Kündigung", "kündigen", "Vertragsende", "beenden", "Beendigung", "Auflösung", "aufgelöst", "Kündigungsfrist"),
    ("Laufzeit", "Vertragsdauer", "Dauer", "Geltungsdauer", "Befristung", "unbestimmte Zeit", "Kündigung", "Verlängerung"),
    ("Verlängerung", "verlängern", "verlängert", "erneuern"),
    ("Inkrafttreten", "Beginn", "Gültigkeit", "tritt in Kraft"),
    ("Schweigepflicht", "Verschwiegenheit", "Geheimhaltung", "Vertraulichkeit", "vertraulich", "Diskretion"),
    ("Datenschutz", "personenbezogene Daten", "Weitergabe von Daten", "Datenweitergabe", "datenschutzrechtlich"),
    ("Einwilligung", "Einverständnis", "Zustimmung", "Einverständniserklärung", "Erlaubnis", "zustimmungspflichtig",
     "Schweigepflichtentbindung"),
    ("Dolmetscher", "Sprachmittler", "Übersetzer", "Dolmetscherin", "Sprachmittlung", "Übersetzung", "dolmetschen"),
    ("Fördergelder", "Fördermittel", "Zuwendung", "Zuschuss", "Förderung", "Mittel", "Finanzierung", "Gelder"),
    ("Abrechnung", "Verwendungsnachweis", "Nachweis der Verwendung", "Mittelverwendung", "abrechnen"),
    ("Bericht", "Sachbericht", "Tätigkeitsbericht", "berichten"),
    ("Statistik", "Kennzahlen", "Zahlen", "Erhebung", "Datenerhebung", "Indikatoren", "Auswertung", "Anzahl"),
    ("melden", "Meldung", "mitteilen", "Mitteilung", "anzeigen", "bekannt geben", "informieren", "benachrichtigen", "berichten"),
    ("Frist", "Termin", "Stichtag", "Abgabetermin", "spätestens", "innerhalb"),
    ("Vorjahr", "vorangegangenes Kalenderjahr", "letztes Jahr", "Kalenderjahr"),
    ("Flüchtling", "Geflüchtete", "Asylbewerber", "Asylsuchende", "Schutzsuchende"),
    ("Migrant", "Zuwanderer", "Zugewanderte", "Migrantin", "Einwanderer", "Migrationshintergrund", "Ausländer", "Neuzugewanderte"),
    ("Klient", "Ratsuchende", "Kunde", "Betroffene", "Leistungsempfänger", "Klientin", "Geflüchtete", "Hilfesuchende"),
    ("Fortbildung", "Weiterbildung", "Lehrgang", "Schulung", "Qualifizierung", "Seminar", "Fachtag", "Training", "Workshop"),
    ("Nachqualifizierung", "Nachqualifikation", "Zusatzqualifikation"),
    ("Hospitation", "Praktikum", "Einblick", "Hineinschnuppern", "Arbeitsbesuch"),
    ("Vertretung", "Stellvertretung", "Ersatz", "Ersatzpersonal", "Stellvertreter"),
    ("Krankheit", "krank", "Krankheitsfall", "Krankmeldung", "Ausfall", "Abwesenheit"),
    ("Urlaub", "Urlaubsfall", "Ferien", "Abwesenheit"),
    ("Treffen", "Besprechung", "Sitzung", "Zusammentreffen", "Arbeitsgespräch", "Austausch", "Zusammenkunft"),
    ("Streit", "Konflikt", "Meinungsverschiedenheit", "Uneinigkeit", "Beschwerde", "Konfliktlösung"),
    ("Chef", "Vorgesetzte", "Leitung", "Teamleitung", "Führungskraft"),
    ("Abbruch", "Kursabbruch", "abgebrochen", "Fernbleiben", "Fehlzeiten", "schwänzen", "aufhören"),
    ("Sanktion", "Kürzung", "kürzen", "Leistungskürzung", "Leistungsminderung", "Strafe"),
    ("Kosten", "Auslagen", "Vergütung", "bezahlen", "Kostenübernahme", "Entgelt", "Gebühr", "erstatten", "unentgeltlich"),
    ("bezahlen", "zahlen", "Zahlung", "Bezahlung", "erstatten", "Erstattung", "Kosten", "Vergütung", "übernehmen"),
    ("kostenlos", "unentgeltlich", "gratis", "gebührenfrei"),
    ("Gehalt", "Lohn", "Bezahlung", "Personalkosten", "Verdienst", "Vergütung", "Einkommen"),
    ("Fahrt", "fahren", "Reise", "Anfahrt"),
    ("Fahrtkosten", "Fahrkosten", "Reisekosten", "Fahrgeld", "Fahrkarte"),
    ("Büro", "Räumlichkeiten", "Raum", "Arbeitsplatz", "Zimmer", "Räume"),
    ("Ausstattung", "Computer", "Telefon", "Internet", "Möbel"),
    ("Internet", "Internetzugang", "WLAN", "online"),
    ("Anschrift", "Adresse", "Sitz", "Postanschrift"),
    ("Öffnungszeiten", "Beratungszeiten", "Sprechzeiten", "Sprechstunde", "Bürozeiten", "erreichbar"),
    ("Ansprechpartner", "Kontaktperson", "Ansprechperson", "Zuständige", "Kontakt", "Ansprechpartnerin"),
    ("Telefonliste", "Telefonverzeichnis", "Kontaktliste", "Durchwahl", "Telefonnummer"),
    ("E-Mail", "Mail", "Email", "Mailadresse", "Postfach", "Mailadressen"),
    ("verschlüsselt", "Verschlüsselung", "verschlüsseln"),
    ("Personal", "Mitarbeiter", "Beschäftigte", "Fachkraft", "Kollege", "Stelle"),
    ("Personalwechsel", "Personaländerung", "Veränderungen im Personal", "personelle Veränderung", "Ausscheiden",
     "Mitarbeiterwechsel", "neue Mitarbeiter"),
    ("Ausbildung", "Berufsausbildung", "Lehre", "Qualifikation", "Abschluss"),
    ("Studium", "Hochschulabschluss", "Bachelor", "Hochschule", "Universität", "Studienabschluss"),
    ("Zeugnis", "Abschluss", "Diplom", "Bildungsabschluss", "Berufsabschluss"),
    ("Anerkennung", "Gleichwertigkeit", "Gleichwertigkeitsprüfung", "Zeugnisbewertung", "anerkennen"),
    ("Deutschkurs", "Sprachkurs", "Integrationskurs", "Sprachunterricht", "Sprachförderung", "Deutsch lernen"),
    ("Lehrer", "Lehrkraft", "Kursleiter", "Dozent", "Sprachlehrer"),
    ("Wohnung", "Wohnraum", "wohnen", "Unterkunft", "Unterbringung"),
    ("Arbeit", "Beschäftigung", "Erwerbstätigkeit", "Beruf", "Job", "Arbeitsmarkt"),
    ("Arbeitslos", "arbeitssuchend", "erwerbslos", "Arbeitslosigkeit"),
    ("Minijob", "geringfügige Beschäftigung", "450-Euro-Job", "Nebenjob"),
    ("Teilzeit", "Stellenanteil", "Beschäftigungsumfang", "halbe Stelle"),
    ("Transferleistung", "Sozialleistung", "öffentliche Leistungen", "Leistungsbezug", "staatliche Hilfe", "Lebensunterhalt"),
    ("Aufenthaltsstatus", "Aufenthaltserlaubnis", "Aufenthaltstitel", "Duldung", "Gestattung", "ausländerrechtlicher Status"),
    ("Ehrenamt", "Ehrenamtliche", "Freiwillige", "bürgerschaftliches Engagement", "ehrenamtlich"),
    ("freiwillig", "Freiwilligkeit", "Zwang", "Pflichtberatung"),
    ("Führungszeugnis", "Vorstrafen", "vorbestraft", "Straftaten", "vorbelastet"),
    ("Werbung", "Öffentlichkeitsarbeit", "Presse", "Flyer", "Plakat", "Informationsmaterial"),
    ("Förderhinweis", "Hinweis auf Förderung", "Logo", "Öffentlichkeitsarbeit"),
    ("Unterschrift", "unterzeichnen", "Unterzeichnung", "Unterzeichner", "unterschreiben"),
    ("schriftlich", "Schriftform", "Schriftformerfordernis", "per E-Mail", "Textform"),
    ("Änderung", "Anpassung", "Ergänzung", "ändern", "geändert", "Nachtrag"),
    ("unwirksam", "ungültig", "salvatorische Klausel", "Unwirksamkeit"),
    ("Vertrag", "Vereinbarung", "Kooperationsvereinbarung", "Abmachung", "Absprache"),
    ("Partner", "Kooperationspartner", "Vertragspartner", "Beteiligte", "Unterzeichner"),
    ("Zusammenarbeit", "Kooperation", "zusammenarbeiten", "kooperieren"),
    ("Netzwerk", "Vernetzung", "Netzwerkarbeit", "vernetzen"),
    ("Weiterleitung", "weiterleiten", "Verweis", "Weitervermittlung", "vermitteln", "Überweisung", "verweisen"),
    ("Fallübergabe", "Übergabe", "Übergabegespräch", "Weiterleitung"),
    ("Erstgespräch", "Einstiegsgespräch", "erstes Gespräch", "Kontaktaufnahme", "Kennenlernen"),
    ("Integrationsplan", "Integrationsvereinbarung", "Hilfeplan", "Förderplan"),
    ("Kinderbetreuung", "Kindergarten", "Kinder betreuen", "Kindertageseinrichtung"),
    ("Schule", "Schulbesuch", "Einschulung", "Schulanmeldung"),
    ("Jugendliche", "junge Menschen", "Jugend", "unter 27", "Heranwachsende"),
    ("Alter", "Altersgrenze", "Jahre alt"),
    ("Zielgruppe", "Personenkreis", "Berechtigte", "zuständig für"),
    ("Aufgabe", "Tätigkeit", "Zuständigkeit", "Aufgabengebiet", "Pflicht"),
    ("zuständig", "Zuständigkeit", "verantwortlich", "Verantwortung"),
    ("Evaluation", "Selbstevaluation", "Auswertung", "Überprüfung", "Erfolgskontrolle", "auswerten"),
    ("Überprüfung", "Prüfung", "prüfen", "überprüfen", "kontrollieren", "Kontrolle"),
    ("Löschung", "löschen", "Aufbewahrung", "Speicherung"),
    ("speichern", "Speicherung", "Dokumentation", "erfassen", "Datenerfassung", "aufschreiben"),
    ("Software", "Programm", "Datenerfassungssystem", "Dokumentationssystem", "Datenbank"),
    ("Antrag", "Antragstellung", "beantragen", "Formular", "beantragt"),
    ("Formularhilfe", "Ausfüllen von Formularen", "Ausfüllhilfe", "Hilfe beim Antrag"),
    ("Schulden", "Schuldnerberatung", "Überschuldung", "finanzielle Probleme"),
    ("Sucht", "Suchtberatung", "Drogen", "Alkohol"),
    ("Rückkehr", "Rückkehrberatung", "Ausreise", "Heimkehr"),
    ("Missbrauch", "Leistungsmissbrauch", "Betrug"),
    ("Auto", "PKW", "Fahrzeug", "Führerschein"),
    ("Ehegatten", "Ehepartner", "Ehefrau", "Ehemann", "Ehepaar"),
    ("Betreuungsschlüssel", "Fallzahl", "Fälle pro Stelle", "Personalschlüssel"),
    ("Gruppenangebot", "Gruppenarbeit", "Kurs", "Veranstaltung"),
    ("Stadt", "Kommune", "Gemeinde", "Ort"),
    ("Träger", "Verband", "Wohlfahrtsverband", "Anbieter", "Organisation"),
    ("Behörde", "Amt", "Verwaltung", "Dienststelle"),
    ("Bildungsträger", "Fortbildungsträger", "Kursträger", "Sprachkursträger", "Maßnahmeträger", "Integrationskursträger"),
    ("Kopie", "Abschrift", "Durchschlag", "Ausfertigung"),
    ("sofort", "unverzüglich", "umgehend", "zeitnah", "schnellstmöglich"),
    ("fristlos", "wichtiger Grund", "außerordentlich", "sofort"),
    ("halbjährlich", "zweimal im Jahr", "zweimal jährlich", "alle sechs Monate", "halbes Jahr", "Halbjahr"),
    ("jährlich", "einmal im Jahr", "einmal jährlich", "jedes Jahr"),
    ("vorstellen", "Vorstellung", "vorgestellt", "präsentieren", "Präsentation", "bekannt machen"),
    ("Voraussetzung", "Anforderung", "Bedingung", "Qualifikationsanforderung"),
    ("Ablehnung", "ablehnen", "abgelehnt", "Widerspruch", "widersprechen"),
    ("ausscheiden", "austreten", "Austritt", "aussteigen", "verlassen"),
    ("Empfehlung", "empfehlen", "Rat", "Tipp"),
    ("Nachweis", "nachweisen", "Beleg", "Bescheinigung", "Bestätigung"),
    ("Familie", "Familienangehörige", "Angehörige", "Eltern"),
    ("Frau", "Frauen", "Mädchen"),
    ("Analphabet", "Alphabetisierung", "Alphabetisierungskurs", "lesen und schreiben"),
    ("Eigenregie", "Eigenverantwortung", "selbst wahrnehmen", "in eigener Regie"),
    ("Krankengeld", "Lohnfortzahlung", "Krankengeldzuschuss"),
    ("Unabhängigkeit", "unabhängig", "Neutralität", "Eigenständigkeit"),
    ("Beratung", "beraten", "Beratungsgespräch", "Beratungsstelle"),
    ("Begleitung", "begleiten", "Betreuung", "Unterstützung", "Hilfe"),
    ("Ziel", "Zielsetzung", "Zweck"),
)

# What a question asks for without naming it: a pattern of its folded words, and words an answer is likely to use.
QUESTIONS: tuple[tuple[str, str], ...] = (
    (r"\bwie lange (gilt|lauft|dauert)|\bdauer", "Laufzeit Dauer unbestimmt verlängern"),
    (r"\b(ab|seit) wann\b|\bwann (gilt|tritt|beginnt)", "Inkrafttreten gilt Beginn"),
    (r"\b(bis wann|spatestens|deadline)\b|\bwie lange habe", "Frist spätestens innerhalb"),
    (r"\b(wer|wieviel|wie viel|was) (\w+ ){0,4}?(be)?zahl|\bkostet\b|\bwer tragt", "Kosten übernehmen Auslagen Förderung"),
    (r"\bwie (oft|haufig)\b", "jährlich halbjährlich regelmäßig mindestens"),
    (r"\bwie alt\b|\baltersgrenze\b|\balter\b", "Jahre Alter"),
    (r"\bdarf|\berlaubt\b", "nur zulässig dürfen"),
    (r"\bmuss (ich|man|der|die|jemand)\b|\bzwing|\bpflicht\b", "verpflichtet freiwillig müssen"),
    (r"\bwohin\b|\bwo (ist|finde|befindet|liegt|sitzt)", "Anschrift Adresse Räume"),
    (r"\bwen (frage|rufe)|\bansprechpartner\b|\ban wen\b", "Ansprechpartner Kontakt zuständig"),
    (r"\bwas (ist|bedeutet|heisst)\b", "Ziel Aufgabe dient"),
)
