// What is wrong with an agenda that was uploaded, in Spanish: the interface says it in English, without codes. What is
// not known here is shown as it says it.

import { filled } from './words.js';

const FIELDS = {
  row: 'fila', appointment_id: 'número de cita', patient: 'paciente', patient_id: 'número de paciente',
  document: 'documento', birth_date: 'fecha de nacimiento', given_name: 'nombre', family_name: 'apellido',
  name: 'nombre',
  phone: 'teléfono', email: 'correo', date: 'fecha', time: 'hora', start: 'fecha y hora', time_zone: 'zona horaria',
  language: 'idioma', practitioner: 'profesional', service: 'prestación', site: 'sede', modality: 'modalidad',
  duration_minutes: 'duración', end: 'fin', status: 'estado', country: 'país',
};

// As they follow a field, or the file. What `{…}` stands for is said in Spanish too, if it is known here.
const PROBLEMS = {
  // Of a row.
  'is missing': 'falta',
  'is missing, and so is the e-mail: no way to reach the patient':
    'falta, y también el correo: no hay cómo avisar al paciente',
  'has no name, id or phone': 'no tiene nombre, número ni teléfono',
  'is not a date such as 10/03/2027 or 2027-03-10': 'no es una fecha como 10/03/2027',
  'is not a time of day such as 10:30': 'no es una hora como 10:30',
  'is not a date and time such as 10/03/2027 10:30': 'no es una fecha con hora como 10/03/2027 10:30',
  'is not between the years {from} and {to}': 'no está entre los años {from} y {to}',
  'does not exist in {zone}: the clocks go forward past it': 'no existe en {zone}: ese día se adelanta el reloj',
  'is more than {n} hours in the past': 'pasó hace más de {n} horas',
  'is not a phone number': 'no es un teléfono',
  'was rounded by a spreadsheet and has lost its last digits': 'la planilla lo redondeó: perdió las últimas cifras',
  'is too short to be a phone number in {country} (is the area code missing?)':
    'es corto para un teléfono de {country} (¿falta el código de área?)',
  'is too long to be a phone number in {country}': 'es largo para un teléfono de {country}',
  'is an extension of a switchboard, where no message arrives': 'es un interno: ahí no llegan mensajes',
  'is not a valid phone number in {country}': 'no es un teléfono válido en {country}',
  'has a country code that no country has': 'tiene un código de país que no existe',
  "is a service number, not a person's": 'es de un servicio, no de una persona',
  "is a placeholder, and nobody's number": 'es un relleno: no es de nadie',
  "is the clinic's own number": 'es de la propia clínica',
  'is not a country Pulso knows': 'no es un país que Pulso conozca',
  'is not an e-mail address': 'no es una dirección de correo',
  'is not a language': 'no es un idioma',
  'is not an IANA time zone': 'no es una zona horaria como America/Argentina/Buenos_Aires',
  'is not a modality Pulso knows (on site, video, phone)':
    'no es una modalidad que Pulso conozca (presencial, video, teléfono)',
  'is not a status Pulso knows (booked, arrived, cancelled, completed, missed)':
    'no es un estado que Pulso conozca (reservado, llegó, cancelado, atendido, ausente)',
  'is not a time of day after the start': 'no es una hora posterior al comienzo',
  'is not a number of minutes from {least} to {most}': 'no es una cantidad de minutos de {least} a {most}',
  'has not 5 to 20 letters and digits': 'no tiene entre 5 y 20 letras y cifras',
  'is longer than {n} characters': 'tiene más de {n} caracteres',
  'has a control character or a line break': 'tiene un carácter de control o un salto de línea',
  'has a quotation mark that is never closed': 'tiene comillas que no se cierran',
  'has {filled} cells where the header has {width}': 'tiene {filled} celdas, y el encabezado {width}',
  'repeats row {n}': 'repite la fila {n}',
  'appointment id already used in row {n}': 'ya está en la fila {n}',
  'is the appointment of row {n} again': 'es otra vez la cita de la fila {n}',
  // Of the file.
  'is empty': 'está vacío',
  'is larger than {n} bytes': 'tiene más de {n} bytes',
  'has more than {n} entries': 'tiene más de {n} filas',
  'is not text: send the table saved as CSV in UTF-8, neither a workbook nor compressed':
    'no es texto: guarde la planilla como CSV en UTF-8, no como libro ni comprimida',
  'has no column for: {missing} (a row at its top names the columns)':
    'no tiene columna para: {missing} (los títulos de las columnas van arriba)',
  'the date': 'la fecha', 'the time': 'la hora',
  'the patient (a name, an id or a phone)': 'el paciente (nombre, número o teléfono)',
  'the phone or the e-mail': 'el teléfono o el correo',
  'has past visits alone if the {read} comes first in its dates, and coming ones alone if the {other} does: write them as 2026-12-05':
    'tiene solo citas pasadas si en sus fechas va primero el {read}, y solo futuras si va el {other}: escríbalas como 2026-12-05',
  'day': 'día', 'month': 'mes',
};

const isSpanish = () => document.documentElement.lang === 'es';
const LISTED = '; ';

const known = Object.entries(PROBLEMS).map(([english, spanish]) => {
  const pattern = english.replace(/[().?]/g, '\\$&').replace(/\{(\w+)\}/g, '(?<$1>.+)');
  return [new RegExp(`^${pattern}$`), spanish];
});

function inSpanish(words) {
  for (const [pattern, spanish] of known) {
    const found = words.match(pattern);
    if (!found) continue;
    const values = Object.entries(found.groups ?? {})
      .map(([name, value]) => [name, value.split(LISTED).map(inSpanish).join(LISTED)]);
    return filled(spanish, Object.fromEntries(values));
  }
  return words;
}

/** What is wrong with a row or a file, as it follows what it is about. */
export const wrongWords = (reason) => (isSpanish() ? inSpanish(reason) : reason);
/** What in a row is meant. */
export const fieldWords = (field) => (isSpanish() && FIELDS[field]) || field.replaceAll('_', ' ');
