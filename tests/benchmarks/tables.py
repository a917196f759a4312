"""Tables to be read in, invented and the same at every run."""

HEAD = "Gemeindeschlüssel;Name;Art;Einwohnerzahl;Postleitzahlen;Ortsteile;Gilt ab"


def municipalities(count: int, population: int = 1000) -> bytes:
    """As a list of all municipalities of a country would be: each with a postcode or two, and up to four parts."""
    lines = [HEAD]
    for no in range(count):
        codes = ", ".join(f"{10000 + (no * 7 + more) % 89999:05}" for more in range(1 + no % 2))
        places = ", ".join(f"Ortsteil {no}-{part}" for part in range(no % 5))
        kind = "Stadt" if no % 6 == 0 else "Gemeinde"
        lines.append(f"{30000000 + no};Messdorf {no};{kind};{population + no};{codes};{places};01.01.1990")
    return "\r\n".join(lines).encode()
