// The page's words in Spanish and English. What the interface itself says in words is shown as it came.

const WORDS = {
  clock: ['Reloj de la clínica', 'Clinic clock'], forward: ['Adelantar el reloj', 'Move the clock forward'],
  views: ['Vistas', 'Views'], agenda: ['Agenda', 'Agenda'], phones: ['Teléfonos', 'Phones'],
  handset: ['El teléfono del paciente', 'The patient’s phone'], date: ['Día', 'Day'],
  previous_day: ['Día anterior', 'Previous day'], next_day: ['Día siguiente', 'Next day'],
  upload: ['Cargar agenda', 'Upload agenda'], drop: ['Suelte aquí el archivo de la agenda', 'Drop the agenda file here'],
  filter: ['Buscar un teléfono', 'Find a phone'], close: ['Cerrar', 'Close'], back: ['Volver', 'Back'],
  simulated: ['Teléfonos simulados', 'Simulated phones'],
  real: ['Proveedores reales: los mensajes salen de verdad', 'Real providers: messages really go out'],
  advancing: ['Adelantando…', 'Moving on…'], advanced: ['Mensajes enviados: {n}', 'Messages sent: {n}'],
  no_cases: ['No hay citas este día', 'No appointments on this day'],
  no_cases_next: ['Pase a otro día con ‹ ›, o cargue una agenda (CSV, TSV o TXT); también puede soltarla aquí.',
    'Go to another day with ‹ ›, or upload an agenda (CSV, TSV or TXT); you can also drop it here.'],
  more: ['Se muestran {n} y hay más: la lista está cortada.', '{n} are shown and there are more: the list is cut.'],
  loading: ['Cargando…', 'Loading…'],
  no_phones: ['Todavía no hay teléfonos', 'No phones yet'],
  no_phones_next: ['Aparecen en cuanto la clínica conoce a sus pacientes: cargue una agenda.',
    'They appear as soon as the clinic knows its patients: upload an agenda.'],
  no_match: ['Ningún teléfono coincide', 'No phone matches'],
  no_match_next: ['Borre la búsqueda para verlos todos.', 'Clear the search to see them all.'],
  no_phone: ['Elija un teléfono', 'Choose a phone'],
  no_phone_next: ['Verá lo que recibe el paciente y podrá contestar por él.',
    'You will see what the patient gets, and can answer for them.'],
  no_messages: ['Aún no llegó nada', 'Nothing has arrived yet'],
  no_messages_next: ['Adelante el reloj: el recordatorio sale dos días antes de la cita.',
    'Move the clock forward: the reminder leaves two days before the appointment.'],
  unread: ['sin leer: {n}', 'unread: {n}'], messages_n: ['Mensajes: {n}', 'Messages: {n}'],
  whatsapp: ['WhatsApp', 'WhatsApp'], sms: ['SMS', 'SMS'], email: ['Correo', 'E-mail'], online: ['Encendido', 'Switched on'],
  read_receipts: ['Avisa lectura', 'Read receipts'], blocked: ['Bloqueada', 'Blocked'],
  no_whatsapp: ['sin WhatsApp', 'no WhatsApp'], off: ['apagado', 'switched off'], blocks: ['bloquea', 'blocks'],
  fill: ['Respuestas del formulario (nombre=valor, separadas por espacios)', 'The form’s answers (name=value, separated by spaces)'],
  channel: ['Canal', 'Channel'], write: ['Escribir como el paciente', 'Write as the patient'], send: ['Enviar', 'Send'],
  booked: ['Reservada', 'Booked'], confirmed: ['Confirmada', 'Confirmed'], cancelled: ['Cancelada', 'Cancelled'],
  arrived: ['Llegó', 'Arrived'], completed: ['Atendida', 'Completed'], missed: ['Ausente', 'Missed'],
  planned: ['Prevista', 'Planned'], released: ['Entregada al envío', 'Given to the sender'], skipped: ['Omitida', 'Left out'],
  grouped: ['Dicha con otra cita', 'Told with another visit'], replaced: ['Reemplazada', 'Replaced'],
  queued: ['En cola', 'Queued'], sent: ['Enviado', 'Sent'],
  delivered: ['Entregado', 'Delivered'], read: ['Leído', 'Read'], failed: ['Falló', 'Failed'],
  suppressed: ['Retenido', 'Suppressed'], expired: ['Venció', 'Expired'],
  on_site: ['presencial', 'on site'], video: ['por video', 'by video'], phone: ['por teléfono', 'by phone'],
  version: ['versión {n}', 'version {n}'], steps: ['Pasos', 'Steps'], timeline: ['Historia', 'Timeline'],
  no_steps: ['Este caso no tiene pasos.', 'This case has no steps.'],
  no_timeline: ['Todavía no pasó nada.', 'Nothing has happened yet.'],
  gates: ['Controles: {n}', 'Checks: {n}'], pass: ['pasa', 'pass'], wait: ['espera', 'wait'], stop: ['no se envía', 'stop'],
  other_channel: ['otro canal', 'other channel'], segments: ['segmentos: {n}', 'segments: {n}'],
  f_sent: ['enviados', 'sent'], f_delivered: ['entregados', 'delivered'], f_read: ['leídos', 'read'],
  f_confirmed: ['confirmaron', 'confirmed'], f_asked_to_move: ['piden cambio', 'want to move'],
  f_cancelled: ['cancelaron', 'cancelled'], f_fallback: ['por otro canal', 'other channel'],
  f_suppressed: ['retenidos', 'suppressed'], f_free_left: ['respuestas gratis este mes', 'free replies this month'], show_reasons: ['{n}: ver por qué', '{n}: see why'],
  suppressed_why: ['Por qué no se enviaron', 'Why they were not sent'], messages: ['Mensajes', 'Messages'],
  choice: ['opción {n}', 'choice {n}'],
  threads: ['Esperan a una persona: {n}', 'Waiting for a person: {n}'],
  uploading: ['Leyendo {name}…', 'Reading {name}…'], upload_done: ['Filas aceptadas: {n}', 'Rows accepted: {n}'],
  rejected: ['Filas con error: {n}. Las demás ya están en la agenda; corrija estas y vuelva a cargar el archivo.',
    'Rows with an error: {n}. The others are in the agenda; correct these and upload the file again.'],
  all_good: ['Todas las filas entraron.', 'Every row went in.'],
  row: ['Fila', 'Row'], field: ['Campo', 'Field'], reason: ['Motivo', 'Reason'],
  unreachable: ['El servidor no contesta. ¿Sigue en marcha «cargo run»? La página reintenta sola.',
    'The server does not answer. Is `cargo run` still running? The page keeps trying.'],
  status: ['respuesta {n}', 'answer {n}'],
};

// Why a message was not sent, or went another way: the codes of the interface.
const REASONS = {
  late_booking: ['reservada después de la hora de este paso', 'booked after this step’s time'],
  answered: ['ya contestó', 'already answered'], remote: ['la visita no es presencial', 'the visit is not at the clinic'],
  grouped: ['dicho junto con otra cita del día', 'told with another visit of the day'],
  superseded: ['la cita cambió', 'the appointment changed'], too_late: ['llegaría demasiado tarde', 'it would come too late'],
  never_announced: ['nunca se había avisado', 'never announced'], unknown: ['no está registrado', 'not on record'],
  no_address: ['no hay cómo llegar por este canal', 'not reachable on this channel'],
  address_changed: ['el número o la dirección acaba de cambiar', 'the number or address has just changed'],
  no_sender: ['la clínica no tiene este canal', 'the clinic has no such sender'],
  opted_out: ['pidió no recibir mensajes', 'opted out'], no_consent: ['sin consentimiento', 'no consent'],
  unverified: ['número en duda', 'number in doubt'], quiet_hours: ['fuera de horario', 'quiet hours'],
  cap: ['llegó al tope del paciente', 'the patient’s limit is reached'],
  survey_fatigue: ['se le preguntó hace poco por otra visita', 'asked about another visit not long ago'],
  budget: ['presupuesto agotado', 'budget used up'],
  template: ['plantilla no disponible', 'template not usable'], category: ['plantilla pasó a marketing', 'template became marketing'],
  no_template: ['falta el texto en su idioma', 'no text in their language'], hole: ['falta un dato del texto', 'a variable has no value'],
  window_closed: ['ventana de 24 h cerrada', '24 h window closed'], pair_rate: ['se le acaba de escribir', 'written to a moment ago'],
  pace: ['remitente al máximo', 'sender at full pace'], portfolio_limit: ['límite de WhatsApp en 24 h', 'WhatsApp 24 h limit'],
  sender_stopped: ['remitente detenido', 'sender stopped'], provider_fault: ['el proveedor no respondió', 'provider fault'],
  refused: ['el proveedor lo rechazó', 'refused by the provider'], bad_address: ['el número no recibe mensajes', 'bad number'],
  undelivered: ['no llegó a tiempo', 'not delivered in time'], unread: ['no lo leyó a tiempo', 'not read in time'],
  unsettled: ['nunca se supo el resultado', 'outcome never told'], defect: ['no se pudo armar', 'could not be put together'],
};

// Why a conversation waits for a person.
const HANDOVERS = {
  asked: ['pidió hablar con alguien', 'asked to talk to someone'], wants_to_move: ['quiere otro horario', 'wants another time'],
  still_listed: ['canceló, pero la agenda aún lo lista', 'cancelled, but the agenda still lists it'],
  unidentified: ['no se supo quién escribe', 'nobody could tell who writes'],
  not_understood: ['no se entendió lo que escribió', 'what they wrote was not understood'],
  ambiguous: ['puede responder a varias preguntas', 'could answer several questions'],
  suspected_stop: ['quizá no quiera más mensajes', 'may not want more messages'],
  identity_changed: ['el número puede ser de otra persona', 'the number may be somebody else’s now'],
  attachment: ['envió algo que hay que mirar', 'sent something to look at'],
  emergency: ['posible emergencia', 'possible emergency'], called: ['llamó por teléfono', 'called by telephone'],
  wrong_person: ['dice que no es el paciente', 'says they are not the patient'],
  complaint: ['se queja', 'complains'], late: ['va a llegar tarde', 'will be late'],
  unreached: ['no se le pudo preguntar si viene', 'could not be asked whether they come'],
  undecided: ['escribió, pero no si viene', 'wrote, but not whether they come'],
  unconfirmed: ['la agenda de la clínica no confirma el turno elegido', 'the clinic’s system does not confirm the chosen time'],
  accepted_slot: ['aceptó un turno liberado', 'accepted a freed time'],
  carrier_stop: ['canceló, y su operadora ya no le entrega mensajes', 'cancelled, and their carrier delivers no more texts'],
};

// What somebody sent that is no words, as the interface calls it in brackets.
const KINDS = {
  image: ['imagen', 'image'], document: ['documento', 'document'], audio: ['audio', 'audio'], video: ['video', 'video'],
  text: ['texto', 'text'], sticker: ['sticker', 'sticker'], location: ['ubicación', 'location'],
  contacts: ['contactos', 'contacts'], order: ['pedido', 'order'], form: ['formulario', 'form'],
  button: ['botón', 'button'], unsupported: ['algo que WhatsApp no entrega', 'something WhatsApp does not pass on'],
  confirm: ['confirma', 'confirms'], reschedule: ['quiere otro horario', 'wants another time'],
  cancel: ['cancela', 'cancels'], move: ['busca otra hora', 'looks for another time'],
  talk: ['quiere hablar con alguien', 'wants to talk to someone'],
  deleted: ['mensaje borrado por el paciente', 'message deleted by the patient'],
  'number changed': ['cambió de número', 'number changed'],
  'shared their number': ['compartió su número', 'shared their number'],
  'stopped messages': ['no quiere más mensajes', 'stopped messages'],
  'takes messages again': ['vuelve a aceptar mensajes', 'takes messages again'],
};

/** The languages of the page. */
export const LANGUAGES = ['es', 'en'];

let language = 'en';
/** Sets the language that everything below answers in. */
export function speak(name) {
  language = name;
}

const inLanguage = (table, key) => table[key]?.[LANGUAGES.indexOf(language)];

/** The text of that name, its `{…}` filled in. */
export const t = (key, values = {}) =>
  (inLanguage(WORDS, key) ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
/** A word of the interface, such as a state or a step's name; one that is not known here is shown as it is. */
export const plain = (word) => inLanguage(WORDS, word) ?? String(word ?? '').replaceAll('_', ' ');
/** Why something was not sent, or went another way. */
export const reasonWords = (code) => inLanguage(REASONS, code) ?? plain(code).toLowerCase();
const kindWords = (kind) =>
  inLanguage(KINDS, kind) ?? kind.replace(/^c(\d+)$/, (_, n) => t('choice', { n }));
/** What somebody wrote; the kinds of what is no words stand before it in brackets. */
export const heardWords = (text) => text.replace(/^\[([a-z, ]+|c\d+)\]/, (_, kinds) =>
  `[${kinds.split(', ').map(kindWords).join(', ')}]`);
/** Why somebody waits for a person. */
export const handoverWords = (code) => inLanguage(HANDOVERS, code) ?? plain(code);
