// The page's words in Spanish and English. What the interface itself says in words is shown as
// it came, but for the history of a case in Spanish.

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
  no_phones_next: ['Cada uno aparece con su primer mensaje. De noche no se escribe a nadie: adelante el reloj hasta la mañana.',
    'Each appears with its first message. Nobody is written to at night: move the clock to the morning.'],
  no_match: ['Ningún teléfono coincide', 'No phone matches'],
  no_match_next: ['Borre la búsqueda para verlos todos.', 'Clear the search to see them all.'],
  no_phone: ['Elija un teléfono', 'Choose a phone'],
  no_phone_next: ['Verá lo que recibe el paciente y podrá contestar por él.',
    'You will see what the patient gets, and can answer for them.'],
  no_messages: ['Aún no llegó nada', 'Nothing has arrived yet'],
  no_messages_next: ['Adelante el reloj: el recordatorio sale dos días antes de la cita.',
    'Move the clock forward: the reminder leaves two days before the appointment.'],
  unread: ['sin leer: {n}', 'unread: {n}'], messages_n: ['Mensajes: {n}', 'Messages: {n}'],
  whatsapp: ['WhatsApp', 'WhatsApp'], sms: ['SMS', 'SMS'], email: ['Correo', 'E-mail'], online: ['Datos móviles', 'Mobile data'],
  read_receipts: ['Avisa lectura', 'Read receipts'], blocked: ['Nos bloqueó', 'Blocked us'],
  no_whatsapp: ['sin WhatsApp', 'no WhatsApp'], off: ['sin datos', 'no data'], blocks: ['nos bloqueó', 'blocked us'],
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
  period: ['Citas del {from} al {to}', 'Appointments from {from} to {to}'],
  suppressed_why: ['Por qué no se enviaron', 'Why they were not sent'], messages: ['Mensajes', 'Messages'],
  choice: ['opción {n}', 'choice {n}'],
  stops: ['No quiere mensajes', 'Wants no messages'], stopped_on: ['Baja por {channel}.', 'Stopped on {channel}.'],
  resume: ['Levantar la baja', 'Take the stop back'],
  resume_why: ['¿Cómo pidió el paciente volver a recibir mensajes? Queda registrado.',
    'How did the patient ask for messages again? This is kept on record.'],
  resume_who: ['¿Quién lo registra?', 'Who records it?'],
  sender_stopped: ['{channel}: el proveedor detuvo los envíos; se reintenta: {until}',
    '{channel}: the provider has stopped sending; next try: {until}'],
  restricted: ['WhatsApp: Meta restringe la cuenta ({until}); los mensajes van por otro canal, si hay',
    'WhatsApp: Meta restricts the account ({until}); messages go by another channel, if there is one'],
  until: ['hasta {until}', 'until {until}'], no_end: ['sin fecha de fin', 'no end date'],
  template_refused: ['en pausa: Meta la rechazó hace poco', 'resting: Meta refused it a moment ago'],
  template_rests: ['Plantilla {name} ({language}) {why}: va por otro canal, si hay',
    'Template {name} ({language}) {why}: it goes by another channel, if there is one'],
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

// The steps of the example clinic; those of another are shown by the names that it gave them.
const STEPS = {
  booking_confirmation: ['Aviso de la reserva', 'Booking confirmation'], moved_notice: ['Aviso de cambio', 'Notice of a move'],
  cancellation_notice: ['Aviso de cancelación', 'Notice of cancelling'],
  reinstatement_notice: ['Aviso: la cita sigue en pie', 'Notice: the visit stands again'],
  delay_notice: ['Aviso de demora', 'Notice of a delay'], reminder_48h: ['Recordatorio de 48 h', '48 h reminder'],
  reminder_24h: ['Recordatorio de 24 h', '24 h reminder'], instructions: ['Indicaciones', 'Instructions'],
  thanks: ['Agradecimiento', 'Thanks'], missed_recovery: ['Mensaje tras la ausencia', 'After a missed visit'],
  survey: ['Encuesta', 'Survey'], notice: ['Aviso', 'Notice'],
};

// What is checked before a message leaves: the gates of the interface.
const GATES = {
  version: ['la cita sigue como dice el mensaje', 'the visit as the message says'], expiry: ['que no sea tarde', 'still of use'],
  announced: ['avisado antes lo que menciona', 'what it refers to, told before'],
  address: ['número o dirección del paciente', 'a way to reach the patient'], consent: ['consentimiento y bajas', 'consent and stops'],
  sender: ['el remitente', 'the sender'], template: ['plantilla permitida', 'the template allowed'],
  text: ['texto completo en su idioma', 'the whole text in their language'],
  window: ['ventana de 24 h para texto libre', '24 h window for free text'], hours: ['horario de envío', 'hours for sending'],
  cap: ['tope de mensajes del paciente', 'the patient’s limit of messages'], budget: ['presupuesto', 'the budget'],
  portfolio: ['límite de WhatsApp en 24 h', 'the WhatsApp 24 h limit'],
  pair: ['pausa entre dos mensajes', 'a pause between two messages'], pace: ['ritmo del remitente', 'the sender’s pace'],
};

// What happened to a case, by its kind. In English the interface's own words are shown.
const HAPPENED_ES = {
  booked: 'reservada (versión {n})', moved: 'cambió de horario (versión {n})', cancelled: 'cancelada (versión {n})',
  reinstated: 'vuelve a estar en pie (versión {n})', arrived: 'llegó (versión {n})', completed: 'atendida (versión {n})',
  missed: 'ausente (versión {n})', delayed: 'con demora (versión {n})', noticed: 'la clínica dio el aviso',
  withdrawn: 'la clínica retiró el aviso (versión {n})', ignored: 'llegó un cambio que no dice nada nuevo',
  rescheduled: 'el paciente cambió el horario (versión {n})', released: 'nadie contestó a tiempo: el turno quedó libre (versión {n})',
  pending: 'el sistema de la clínica aún no confirma el horario elegido; se le vuelve a preguntar',
  offered: 'se le ofrecieron otros horarios', answered: 'el paciente contestó por {channel}: {answer}',
  answered_old: 'el paciente contestó a un mensaje que ya no vale: {answer}; se le dijo',
  said: '{step}: entregado al envío', grouped: '{step}: dicho junto con otra cita del día', skipped: '{step}: omitido',
  stopped: '{step}: detenido antes de enviarse', handed_over: 'hace falta una persona', queued: '{step}: en cola por {channel}',
  sent: '{step}: enviado por {channel}', delivered: '{step}: entregado por {channel}', read: '{step}: leído por {channel}',
  failed: '{step}: falló por {channel}', suppressed: '{step}: no enviado por {channel}', expired: '{step}: ya era tarde por {channel}',
};

// Why a message was not sent, or went another way: the codes of the interface.
const REASONS = {
  late_booking: ['reservada o movida después de la hora de este paso', 'booked or moved after this step’s time'],
  confirmed: ['ya confirmó', 'already confirmed'], answered: ['ya contestó', 'already answered'],
  cancelled: ['la cita se canceló, o el aviso se retiró', 'the appointment was cancelled, or the notice taken back'],
  remote: ['la visita no es presencial', 'the visit is not at the clinic'],
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

// Why a template is not used: what Meta calls it.
const TEMPLATES = {
  PAUSED: ['pausada por Meta', 'paused by Meta'], DISABLED: ['desactivada por Meta', 'disabled by Meta'],
  REJECTED: ['rechazada por Meta', 'rejected by Meta'], PENDING: ['en revisión en Meta', 'under review at Meta'],
  IN_APPEAL: ['en apelación en Meta', 'in appeal at Meta'], DELETED: ['borrada en Meta', 'deleted at Meta'],
  ARCHIVED: ['archivada en Meta', 'archived at Meta'],
};
// What Meta calls a template that may be used.
const IN_USE = ['APPROVED', 'FLAGGED', 'REINSTATED', 'UNARCHIVED', 'PENDING_DELETION'];

// What Meta warns of, by the event or else by where it is told.
const WARNINGS = {
  ACCOUNT_VIOLATION: ['Meta ve una infracción de sus reglas', 'Meta sees its rules broken'],
  DISABLED_UPDATE: ['Meta anuncia que desactivará la cuenta', 'Meta says that it will disable the account'],
  account_update: ['Aviso de Meta sobre la cuenta', 'Meta warns about the account'],
  account_alerts: ['Aviso de Meta sobre la cuenta', 'Meta warns about the account'],
  account_review_update: ['Aviso de Meta: revisión de la cuenta', 'Meta warns: review of the account'],
  phone_number_quality_update: ['Aviso de Meta: calidad del número', 'Meta warns: quality of the number'],
  phone_number_name_update: ['Aviso de Meta: nombre del número', 'Meta warns: name of the number'],
  security: ['Aviso de Meta: seguridad del número', 'Meta warns: security of the number'],
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
export const plain = (word) => inLanguage(WORDS, word) ?? inLanguage(STEPS, word) ?? String(word ?? '').replaceAll('_', ' ');
/** Why something was not sent, or went another way. */
export const reasonWords = (code) => inLanguage(REASONS, code) ?? plain(code).toLowerCase();
const kindWords = (kind) =>
  inLanguage(KINDS, kind) ?? kind.replace(/^c(\d+)$/, (_, n) => t('choice', { n }));
/** What somebody wrote; the kinds of what is no words stand before it in brackets. */
export const heardWords = (text) => text.replace(/^\[([a-z, ]+|c\d+)\]/, (_, kinds) =>
  `[${kinds.split(', ').map(kindWords).join(', ')}]`);
/** What a gate asks. */
export const gateWords = (gate) => inLanguage(GATES, gate) ?? plain(gate);
/** What happened to a case. Of its Spanish the step, the channel, … are found in the interface's own words. */
export const happenedWords = ({ kind, text }) => {
  const found = (pattern) => text.match(pattern)?.[1];
  const step = found(/^(\w+):/);
  if (language !== 'es' || !HAPPENED_ES[kind]) return step ? text.replace(step, plain(step)) : text;
  const channel = plain(found(/ by (\w+)/));
  const values = { step: plain(step), channel, answer: kindWords(found(/"(\w+)"/) ?? ''), n: found(/version (\d+)/) };
  return HAPPENED_ES[kind].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
};
/** What Meta warns of. */
export const warningWords = (words) => {
  const [field, event] = words.split(' ');
  return `${inLanguage(WARNINGS, event) ?? inLanguage(WARNINGS, field) ?? plain(field)} (${words})`;
};
/** Why a template is not used; one that Meta calls in use was refused a moment ago. */
export const templateWords = (status) => inLanguage(TEMPLATES, status)
  ?? (!status || IN_USE.includes(status) ? t('template_refused') : plain(status).toLowerCase());
/** Why somebody waits for a person. */
export const handoverWords = (code) => inLanguage(HANDOVERS, code) ?? plain(code);
