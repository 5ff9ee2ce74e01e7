#!/usr/bin/env python3
"""Writes a clinic's agenda with the mess of real ones, and the list of its wrong rows.

    python3 make_agenda.py --start-date 2027-03-10

gives `agenda-2027-03-10.csv` (Latin-1, `;`) and `agenda-2027-03-10.wrong.json` beside this file: visits of the six
days from that date on, for a clinic in Buenos Aires with patients in five countries. The same arguments give the same
bytes. Nobody in it exists.
"""

import argparse
import csv
import datetime
import io
import json
import pathlib
import random

SEED = 20270310
RIGHT_ROWS = 216
DAYS = 6
HEADER = [
    "Turno", "Historia Clínica", "Apellido y Nombre", "Celular", "E-mail", "País", "Fecha", "Hora", "Zona horaria",
    "Idioma", "Profesional", "Especialidad", "Sede", "Modalidad", "Duración", "Estado", "Observaciones",
]
GIVEN = {
    "es": ["María José", "Iñaki", "Lucía", "Ángel", "Begoña", "Joaquín", "Sofía", "Andrés", "Inés", "Martín", "Zoé"],
    "pt": ["João", "Conceição", "Antônio", "Lívia", "Gonçalo", "Mônica", "André", "Luís"],
    "en": ["Emily", "James", "Renée", "Noah", "Chloë", "Oliver"],
}
FAMILY = {
    "es": ["Núñez", "Pérez García", "Muñoz", "Gómez", "Ibáñez", "Fernández", "Quiñones", "López", "Agüero", "Rodríguez"],
    "pt": ["Gonçalves", "Araújo", "da Conceição", "Simões", "Magalhães", "Nuñes"],
    "en": ["O'Brien", "Smith", "Johnson", "Müller", "Walker"],
}
ZONES = {
    "AR": "",
    "MX": "America/Mexico_City",
    "BR": "America/Sao_Paulo",
    "ES": "Europe/Madrid",
    "US": "America/New_York",
}
COUNTRY_WORDS = {
    "AR": ["Argentina", "AR", ""],
    "MX": ["México", "MX"],
    "BR": ["Brasil", "BR"],
    "ES": ["España", "ES"],
    "US": ["EEUU", "US", "Estados Unidos"],
}
LANGUAGES = {"AR": "es", "MX": "es", "BR": "pt", "ES": "es", "US": "en"}
LANGUAGE_WORDS = {"es": ["Español", "es", "", "es-AR"], "pt": ["Portugués", "pt-BR", "pt"], "en": ["Inglés", "en"]}
SERVICES = [
    "Clínica médica", "Dermatología", "Pediatría", "Cardiología", "Odontología", "Control; con estudios",
    "Ecografía\n(venir en ayunas)", "Kinesiología",
]
PRACTITIONERS = ["Dra. Peña", "Dr. Álvarez", "Dra. Ruiz Díaz", "Lic. Castaño"]
SITES = ["Sede Núñez", "Sede Centro", "Consultorios Güemes"]
STATUSES = ["Reservado"] * 8 + ["Confirmado"] * 5 + ["", "Pendiente", "Cancelado", "Anulado", "Atendido", "Ausente"]
MODALITIES = ["Presencial"] * 6 + ["", "Videollamada", "Teléfono"]


def digits(rng, count):
    return "".join(rng.choice("0123456789") for _ in range(count))


def argentine_phone(rng):
    area, length = rng.choice([("11", 8), ("11", 8), ("351", 7), ("341", 7), ("261", 7), ("223", 7), ("2202", 6)])
    subscriber = rng.choice("456") + digits(rng, length - 1)
    head, tail = subscriber[:-4], subscriber[-4:]
    return rng.choice([
        f"0{area} 15-{head}-{tail}", f"({area}) 15 {head} {tail}", f"+54 9 {area} {head}-{tail}",
        f"549{area}{subscriber}", f"0{area}15{subscriber}", f"+54 {area} 15 {head}-{tail}", f"cel: 0{area} 15 {head}-{tail}",
        f"WhatsApp 0054 9 {area} {subscriber}", f"0{area}/15{subscriber}",
    ])


def mexican_phone(rng):
    area = rng.choice(["55", "33", "81"])
    subscriber = rng.choice("12345678") + digits(rng, 7)
    head, tail = subscriber[:4], subscriber[4:]
    return rng.choice([
        f"044 {area} {head} {tail}", f"045 {area} {head}-{tail}", f"+52 1 {area} {head} {tail}",
        f"+52 {area} {head} {tail}", f"521{area}{subscriber}", f"{area}-{head}-{tail}", f"01 {area} {head} {tail}",
    ])


def brazilian_phone(rng):
    area = rng.choice(["11", "21", "71", "51"])
    old = rng.choice("89") + digits(rng, 7)
    head, tail = old[:4], old[4:]
    return rng.choice([
        f"({area}) 9{head}-{tail}", f"{area} {head}-{tail}", f"+55 {area} 9{head}-{tail}", f"0{area} 9{head} {tail}",
        f"0 15 {area} 9{head}-{tail}", f"+55 {area} {head}-{tail}",
    ])


def spanish_phone(rng):
    number = "6" + digits(rng, 8)
    return rng.choice([
        f"{number[:3]} {number[3:5]} {number[5:7]} {number[7:]}", number, f"+34 {number}", f"0034{number}",
        f"91 123 45 67 / {number}", f"Móvil {number[:3]}.{number[3:6]}.{number[6:]}",
    ])


def american_phone(rng):
    area = rng.choice(["212", "305", "312", "415"])
    line = "555" + rng.choice("23456789") + digits(rng, 3)
    return rng.choice([
        f"({area}) {line[:3]}-{line[3:]}", f"+1 {area} {line}", f"1-{area}-{line[:3]}-{line[3:]}",
        f"{area}.{line[:3]}.{line[3:]}",
    ])


PHONES = {
    "AR": argentine_phone, "MX": mexican_phone, "BR": brazilian_phone, "ES": spanish_phone, "US": american_phone,
}


def date_text(rng, day):
    return rng.choice([
        day.strftime("%d/%m/%Y"), day.strftime("%d/%m/%Y"), day.isoformat(), day.strftime("%d-%m-%Y"),
        day.strftime("%d.%m.%Y"), f"{day.day}/{day.month}/{day.year % 100:02}", day.strftime("%d/%m/%Y 0:00"),
    ])


def time_text(rng, hour, minute):
    half = "a. m." if hour < 12 else "p. m."
    spellings = [
        f"{hour:02}:{minute:02}", f"{hour}:{minute:02}", f"{hour}.{minute:02}", f"{hour}h{minute:02}",
        f"{hour:02}:{minute:02}:00", f"{(hour - 1) % 12 + 1}:{minute:02} {half}", f"{hour:02}:{minute:02} hs",
    ]
    return rng.choice(spellings + ([str(hour)] if minute == 0 else []))


def patient(rng, number):
    """What is the same in all rows of one person."""
    country = rng.choice(["AR"] * 5 + ["MX", "BR", "ES", "US"] * 2)
    language = LANGUAGES[country]
    given, family = rng.choice(GIVEN[language]), rng.choice(FAMILY[language])
    reached = rng.random()
    phone = "" if reached < 0.05 else PHONES[country](rng)
    name = rng.choice([f"{family}, {given}", f"{family.upper()}, {given.upper()}"])
    return {
        "Historia Clínica": f"HC-{number:04}",
        "Apellido y Nombre": name,
        "Celular": phone,
        "E-mail": f"paciente{number}@example.com" if not phone or reached > 0.5 else rng.choice(["", "-"]),
        "País": rng.choice(COUNTRY_WORDS[country]),
        "Zona horaria": ZONES[country],
        "Idioma": rng.choice(LANGUAGE_WORDS[language]),
    }


def visit(rng, person, number, start):
    day = start + datetime.timedelta(days=rng.randrange(DAYS))
    return person | {
        "Turno": f"T-{number}",
        "Fecha": date_text(rng, day),
        "Hora": time_text(rng, rng.randrange(8, 20), rng.choice([0, 15, 30, 45])),
        "Profesional": rng.choice(PRACTITIONERS),
        "Especialidad": rng.choice(SERVICES),
        "Sede": rng.choice(SITES),
        "Modalidad": rng.choice(MODALITIES),
        "Duración": rng.choice(["30", "20 min", "45'", "1h", "0:30", ""]),
        "Estado": rng.choice(STATUSES),
        "Observaciones": rng.choice(["", "", "trae estudios", "dice \"llega tarde\"", "avisar; por favor"]),
    }


def new_york_gap(start):
    """The first day from `start` on that has no 02:30 in New York: a second Sunday of March."""
    for year in (start.year, start.year + 1):
        first = datetime.date(year, 3, 1)
        gap = first + datetime.timedelta(days=(6 - first.weekday()) % 7 + 7)
        if gap >= start:
            return gap
    raise AssertionError("unreachable")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--start-date", type=datetime.date.fromisoformat, required=True)
    start = arguments.parse_args().start_date
    rng = random.Random(SEED)

    people = [patient(rng, number) for number in range(1, 181)]
    # Two people of one household share a phone.
    people[7]["Celular"] = people[6]["Celular"] = "+54 9 11 4567-8901"
    people[7]["País"] = people[6]["País"] = "AR"
    # Some people come more than once.
    visitors = people + [rng.choice(people) for _ in range(RIGHT_ROWS - len(people))]
    right = [visit(rng, person, 1000 + index, start) for index, person in enumerate(visitors)]

    gap = new_york_gap(start)
    sound = right[0] | {"Celular": "011 15-4567-8901", "E-mail": "", "País": "AR", "Zona horaria": ""}

    def wrong(number, **cells):
        names = {"mail": "E-mail", "zone": "Zona horaria"}
        return sound | {"Turno": f"T-{number}"} | {names.get(key, key): value for key, value in cells.items()}

    # Each with the field that is named; a repeated row has to stand somewhere after the first.
    faults = [
        (20, "phone", wrong(9001, Celular="4567-8901")),
        (40, "phone", wrong(9002, Celular="s/d", mail="-")),
        (60, "date", wrong(9003, Fecha="31/02/2027")),
        (80, "time", wrong(9004, Hora="25:00")),
        (90, "time", wrong(9005, Fecha=gap.strftime("%d/%m/%Y"), Hora="02:30", zone="America/New_York")),
        (110, "row", right[15]),
        (130, "row", right[77]),
        (140, "appointment_id", right[33] | {"Hora": "07:05"}),
        (150, "row", ["T-9009", "HC-0001", "Ruiz", "011 15-4567-8901"]),
        (170, "email", wrong(9010, Celular="", mail="paciente(arroba)example.com")),
        (190, "status", wrong(9011, Estado="Quizás")),
        (210, "time_zone", wrong(9012, zone="Buenos Aires")),
    ]
    rows = [(None, row) for row in right]
    for place, field, row in reversed(faults):
        rows.insert(place, (field, row))
    # Blank rows, as when a secretary leaves a gap between days.
    for place in (160, 60):
        rows.insert(place, (None, [""] * len(HEADER)))
    rows.insert(100, (None, []))

    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    named = []
    for number, (field, row) in enumerate(rows, start=2):
        writer.writerow(row if isinstance(row, list) else [row[name] for name in HEADER])
        if field:
            named.append({"row": number, "field": field})

    stem = pathlib.Path(__file__).with_name(f"agenda-{start.isoformat()}")
    stem.with_name(stem.name + ".csv").write_bytes(text.getvalue().encode("latin-1"))
    lines = ",\n".join("  " + json.dumps(it) for it in named)
    stem.with_name(stem.name + ".wrong.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
