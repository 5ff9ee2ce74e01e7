// The page's words in Spanish and English, by the codes of the interface. Its own words are shown where one is not
// known here.

const WORDS = {
  sign_in: ['Entrar', 'Sign in'], sign_out: ['Salir', 'Sign out'], key: ['Clave de la clínica', 'The clinic’s key'],
  sign_in_how: ['Con la clave que le dio la clínica y su nombre, que queda en lo que haga. La clave se guarda solo en esta pestaña, hasta que salga o la cierre.',
    'With the key that the clinic gave you, and your name, which stays with what you do. The key is kept in this tab alone, until you sign out or close it.'],
  key_wrong: ['Esa clave no es de ninguna clínica. Cópiela otra vez, entera.',
    'That key is no clinic’s. Copy it again, the whole of it.'],
  key_ended: ['La clave de antes ya no vale. Escriba la nueva; lo que estaba escribiendo sigue aquí.',
    'The old key is not valid any more. Type the new one; what you were writing is still here.'],
  account_how: ['Con su cuenta. Después vuelve aquí.', 'With your account. You come back here afterwards.'],
  account_ended: ['La sesión terminó. Entre otra vez; lo que estaba escribiendo vuelve con usted.',
    'Your session ended. Sign in again; what you were writing comes back with you.'],
  keeps_nothing: ['Este navegador no guarda nada de esta página, y sin eso no se puede volver de la cuenta. Permítale guardar datos.',
    'This browser keeps nothing of this page, and without that there is no way back from the account. Allow it to keep data.'],
  only_here: ['Salió de esta página, pero no de su cuenta: salga también donde entró con ella.',
    'You signed out of this page, but not of your account: sign out where you signed in, too.'],
  account_is: ['Entró con la cuenta de', 'You signed in with the account of'],
  account_of_none: ['Esa cuenta no abre ninguna clínica de aquí. Pídalo a quien administra las cuentas.',
    'That account opens no clinic here. Ask whoever manages the accounts.'],
  clinic: ['Clínica', 'Clinic'],
  which_clinic: ['Su cuenta abre varias clínicas. ¿En cuál trabaja ahora?',
    'Your account opens several clinics. Which one do you work for now?'],
  other_clinic: ['Otra clínica', 'Another clinic'],
  unsent_sure: ['Hay textos sin enviar, que se pierden. ¿Salir igual?',
    'There is text that you have not sent, and it would be lost. Sign out anyway?'],
  date: ['Día', 'Day'],
  previous_day: ['Día anterior', 'Previous day'], next_day: ['Día siguiente', 'Next day'],
  upload: ['Cargar agenda', 'Upload agenda'],
  drop: ['Suelte aquí el archivo de la agenda', 'Drop the agenda file here'],
  close: ['Cerrar', 'Close'],
  search: ['Buscar', 'Search'], sought: ['Teléfono, nombre o n.º de cita', 'Phone, name or visit number'],
  found: ['Conversaciones: {threads}. Citas (4 semanas): {visits}.',
    'Conversations: {threads}. Visits (4 weeks): {visits}.'],
  found_today: ['En este día: {n}.', 'On this day: {n}.'],
  found_none: ['Nada con ese dato. Por nombre se busca solo en el día que está en pantalla: Pulso no guarda una lista de nombres. Pruebe con el teléfono y su código de área, o el número de paciente o de cita.',
    'Nothing found by that. By name only the day on the screen can be searched: Pulso keeps no list of names. Try the phone number with its area code, or the number of the patient or visit.'],
  n_booked: ['Sin confirmar', 'Not confirmed'], n_confirmed: ['Confirmadas', 'Confirmed'],
  n_arrived: ['Llegaron', 'Arrived'], n_completed: ['Atendidas', 'Completed'], n_missed: ['Ausentes', 'Missed'],
  n_cancelled: ['Canceladas', 'Cancelled'],
  only: ['Qué se muestra', 'What is shown'], all_visits: ['Citas', 'Visits'], notices: ['Otros avisos', 'Other notices'],
  withdrawn: ['Retirado', 'Withdrawn'], result_ready: ['Resultado listo', 'Result ready'],
  payment_due: ['Pago pendiente', 'Payment due'], payment_failed: ['Cobro rechazado', 'Payment failed'],
  insurance_renewing: ['Cobertura por renovar', 'Cover renews'], campaign: ['Campaña', 'Campaign'],
  no_notices: ['No hay avisos este día', 'No notices on this day'],
  no_cases: ['No hay citas este día', 'No appointments on this day'],
  no_cases_next: ['Pase a otro día con ‹ ›, o cargue una agenda (CSV, TSV o TXT); también puede soltarla aquí.',
    'Go to another day with ‹ ›, or upload an agenda (CSV, TSV or TXT); you can also drop it here.'],
  more: ['Se muestran {n} y hay más: la lista está cortada.', '{n} are shown and there are more: the list is cut.'],
  loading: ['Cargando…', 'Loading…'],
  whatsapp: ['WhatsApp', 'WhatsApp'], sms: ['SMS', 'SMS'], email: ['Correo', 'E-mail'],
  send: ['Enviar', 'Send'], sending: ['Enviando…', 'Sending…'],
  booked: ['Reservada', 'Booked'], confirmed: ['Confirmada', 'Confirmed'], cancelled: ['Cancelada', 'Cancelled'],
  moved: ['Cambió de horario', 'Moved'], reinstated: ['Vuelve a estar en pie', 'Reinstated'],
  delayed: ['Con demora', 'Delayed'],
  arrived: ['Llegó', 'Arrived'], completed: ['Atendida', 'Completed'], missed: ['Ausente', 'Missed'],
  planned: ['Previsto', 'Planned'], released: ['Por salir', 'About to leave'], skipped: ['Omitido', 'Left out'],
  grouped: ['Dicho en otro mensaje', 'Told in another message'], replaced: ['Reemplazado', 'Replaced'],
  queued: ['En cola', 'Queued'], sent: ['Enviado', 'Sent'],
  delivered: ['Entregado', 'Delivered'], read: ['Leído', 'Read'], failed: ['Falló', 'Failed'],
  suppressed: ['Retenido', 'Suppressed'], expired: ['Venció', 'Expired'],
  on_site: ['presencial', 'on site'], video: ['por video', 'by video'], phone: ['por teléfono', 'by phone'],
  version: ['versión {n}', 'version {n}'], steps: ['Avisos', 'Notices'], timeline: ['Historia', 'Timeline'],
  no_steps: ['Esta cita no tiene avisos.', 'This visit has no notices.'],
  no_timeline: ['Todavía no pasó nada.', 'Nothing has happened yet.'],
  gates: ['Controles antes de enviar: {n}', 'Checks before sending: {n}'], pass: ['bien', 'fine'],
  wait: ['espera', 'wait'], stop: ['no se envía', 'stop'],
  other_channel: ['otro canal', 'other channel'], segments: ['segmentos: {n}', 'segments: {n}'],
  f_sent: ['enviados', 'sent'], f_delivered: ['entregados', 'delivered'], f_read: ['leídos', 'read'],
  f_confirmed: ['confirmaron', 'confirmed'], f_asked_to_move: ['piden cambio', 'want to move'],
  f_cancelled: ['canceladas', 'cancelled'], f_fallback: ['por otro canal', 'other channel'],
  f_suppressed: ['retenidos', 'suppressed'], f_free_left: ['respuestas gratis este mes', 'free replies this month'],
  show_reasons: ['{n}: ver por qué', '{n}: see why'],
  period: ['Citas del {from} al {to}', 'Appointments from {from} to {to}'],
  report: ['Informe', 'Report'], from: ['Desde', 'From'], to: ['Hasta (31 días como máximo)', 'To (31 days at most)'],
  show: ['Ver', 'Show'],
  r_visits: ['Citas', 'Visits'], r_all: ['en total', 'in all'], r_confirmed: ['confirmaron', 'confirmed'],
  r_asked_to_move: ['pidieron otro horario', 'asked for another time'], r_moved: ['cambiaron de horario', 'moved'],
  r_cancelled: ['canceladas', 'cancelled'], r_by_patient: ['de ellas, por el paciente', 'of these, by the patient'],
  r_unanswered: ['de ellas, porque nadie contestó', 'of these, because nobody answered'],
  r_came: ['vinieron', 'came'], r_missed: ['faltaron', 'did not come'],
  r_notices: ['otros avisos', 'other notices'],
  r_slots: ['Turnos', 'Slots'], r_freed: ['quedaron libres', 'came free'],
  r_offered: ['ofrecidos a quien espera', 'offered to those who wait'],
  r_filled: ['los tomó otro paciente', 'taken by another patient'],
  r_filled_from_waiting_list: ['de ellos, por la lista de espera', 'of these, from the waiting list'],
  r_days_gained: ['días que se ganaron', 'days gained'],
  r_sent: ['enviados', 'sent'], r_delivered: ['entregados', 'delivered'], r_read: ['leídos', 'read'],
  r_fallback: ['por otro canal', 'by another channel'], r_waiting: ['por salir', 'about to leave'],
  r_suppressed: ['retenidos', 'suppressed'], r_skipped: ['Avisos omitidos', 'Notices left out'],
  r_cost: ['Costo', 'Cost'], r_price: ['de los mensajes de estos días', 'of the messages of these days'],
  r_sms_segments: ['partes de SMS', 'parts of text messages'],
  r_spent: ['de todo lo enviado este mes, como máximo', 'of all that was sent this month, at most'],
  r_free_left: ['respuestas gratis que quedan este mes', 'free replies left this month'],
  r_survey: ['Encuesta: {name}', 'Survey: {name}'], r_answered: ['contestaron', 'answered'],
  r_mean: ['promedio', 'mean'], r_satisfied: ['conformes (4 o 5)', 'satisfied (4 or 5)'],
  too_few: ['aún son muy pocas respuestas', 'too few answers yet'],
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
  pause_messages: ['Pausar mensajes', 'Pause messages'], end_pause: ['Reanudar ahora', 'Resume now'],
  pause_how: ['No sale nada que el paciente no haya pedido: recordatorios, confirmaciones, avisos, ofertas, encuestas. Después sale lo que todavía sirva. A quien escribe se le contesta.',
    'Nothing leaves that patients have not asked for: reminders, confirmations, notices, offers, surveys. Afterwards what is still of use leaves. Whoever writes is answered.'],
  pause_until: ['Hasta (hora de la clínica, 7 días como máximo)', 'Until (the clinic’s time, 7 days at most)'],
  pause_why: ['Por qué', 'Why'],
  paused: ['Mensajes en pausa hasta {until}: {why} ({by}, {at}).',
    'Messages are paused until {until}: {why} ({by}, {at}).'],
  refused_invalid_pause: ['No se hizo: la pausa tiene que terminar más adelante, en 7 días como máximo.',
    'Not done: a pause has to end later than now, within 7 days.'],
  until: ['hasta {until}', 'until {until}'], no_end: ['sin fecha de fin', 'no end date'],
  template_refused: ['en pausa: Meta la rechazó hace poco', 'resting: Meta refused it a moment ago'],
  template_rests: ['Plantilla {name} ({language}) {why}: va por otro canal, si hay',
    'Template {name} ({language}) {why}: it goes by another channel, if there is one'],
  threads: ['Esperan a una persona: {n}', 'Waiting for a person: {n}'],
  held: ['Las atiende alguien: {n}', 'Somebody answers: {n}'],
  tickets: ['Encuestas por atender: {n}', 'Surveys to follow up: {n}'],
  waiting_for_person: ['Espera a una persona', 'Waits for a person'],
  with_person: ['La atiende alguien', 'Somebody answers'], with_me: ['La atiende usted', 'You answer'],
  assistant: ['Contesta Pulso', 'Pulso answers'], urgent: ['Urgente', 'Urgent'], overdue: ['Atrasada', 'Overdue'],
  high: ['Grave', 'Serious'], since: ['desde {at}', 'since {at}'],
  held_since: ['con {agent} desde {at}', 'with {agent} since {at}'], due: ['antes de {at}', 'due {at}'],
  nobody_known: ['Sin identificar', 'Not on record'], patient: ['Paciente', 'Patient'], number: ['Número', 'Number'],
  no_lines: ['Todavía no hay conversación. Los avisos están en cada cita.',
    'No conversation yet. Notices stand with each visit.'],
  before_answering: ['Antes de contestar', 'Before you answer'], visits: ['Citas (4 semanas)', 'Visits (4 weeks)'],
  next_visit: ['Próxima cita: {at}', 'Next visit: {at}'],
  in_doubt: ['¿De quién es el número?', 'Whose number is it?'], verify: ['Sí es del paciente', 'It is the patient’s'],
  no_more: ['¿No quiere más mensajes?', 'No more messages?'], go_on: ['Sí quiere mensajes', 'They want messages'],
  stop_messages: ['Dar de baja', 'Stop messages'],
  stop_why: ['¿Cómo pidió el paciente no recibir más mensajes? Queda registrado.',
    'How did the patient ask for no more messages? This is kept on record.'],
  not_theirs: ['No es su número', 'Not their number'],
  not_theirs_sure: ['¿El número no es de {name}? No se le volverá a asociar por lo que alguien escriba.',
    'Is it not the number of {name}? What somebody writes will not match them with it again.'],
  done_by_staff: ['Hecho por la clínica', 'Done by staff'], act_take: ['tomó la conversación', 'took it'],
  act_reply: ['contestó', 'answered'], act_template: ['envió una plantilla', 'sent a template'],
  act_return: ['la devolvió a la espera', 'gave it back to the queue'], act_close: ['la cerró', 'closed it'],
  act_verify: ['aclaró de quién es el número', 'settled whose number it is'],
  act_resume: ['levantó una baja', 'took a stop back'], act_stop: ['dio de baja los mensajes', 'stopped the messages'],
  stopped_at: ['baja: {at}', 'stopped {at}'], suspected_at: ['en duda: {at}', 'suspected {at}'],
  assistant_said: ['Mensaje automático', 'Automatic message'], on_its_way: ['por salir', 'about to leave'],
  signature: ['Atiende', 'At the desk'], at_desk: ['Atiende {name}', '{name} is at the desk'],
  views_only: ['solo puede mirar', 'may only look'],
  clocks_of: ['las horas son las de {place}', 'times are those of {place}'], your_name: ['Su nombre', 'Your name'],
  need_name: ['Escriba antes su nombre.', 'Write your name first.'],
  take: ['Atender esta conversación', 'Take this conversation'],
  held_by: ['La atiende {agent}: solo esa persona puede contestar.', '{agent} holds it: only they can answer.'],
  answer: ['Respuesta al paciente', 'Answer to the patient'], goes_by: ['Sale por {channel}', 'Goes by {channel}'],
  window_until: ['se puede escribir hasta {at}', 'you can write until {at}'],
  window_is_closed: ['Pasaron más de 24 horas desde su último mensaje y WhatsApp no acepta texto libre. Envíe una plantilla o llame; si el paciente contesta, podrá escribirle.',
    'Their last message is over 24 hours old and WhatsApp takes no free text. Send a template or call; once they answer, you can write.'],
  template: ['Plantilla', 'Template'], ending: ['Terminar', 'Finish'],
  outcome_optional: ['Cómo terminó, para sus colegas (si hace falta)', 'How it ended, for colleagues (if needed)'],
  return: ['Devolver a la espera', 'Give back to the queue'],
  close_thread: ['Cerrar: vuelve a contestar Pulso', 'Close: Pulso answers again'],
  survey_said: ['Lo que contestó', 'What they answered'], score: ['Puntaje: {n}', 'Score: {n}'],
  history: ['Historia', 'History'],
  owner: ['a cargo de {owner}', 'owner: {owner}'], no_owner: ['nadie', 'nobody'], open: ['Abierta', 'Open'],
  in_progress: ['En curso', 'In progress'], resolved: ['Resuelta', 'Resolved'], closed: ['Cerrada', 'Closed'],
  team_clinical: ['equipo médico', 'clinical'], team_billing: ['facturación', 'billing'],
  team_reception: ['recepción', 'reception'],
  raised_low_score: ['puso un puntaje bajo', 'gave a low score'], raised_complaint: ['se quejó', 'complained'],
  settled: ['resultado: {outcome}', 'outcome: {outcome}'],
  open_conversation: ['Ver la conversación', 'See the conversation'],
  take_ticket: ['Tomarla a mi cargo', 'Take it'], note: ['Nota', 'Note'],
  add_note: ['Guardar la nota', 'Keep the note'],
  outcome: ['Qué se acordó con el paciente', 'What was agreed with the patient'], resolve: ['Resolver', 'Resolve'],
  refused_role_needed: ['No se hizo: su cuenta o su clave no lo permite.',
    'Not done: your account or key does not allow it.'],
  refused_held_by_another: ['No se hizo: otra persona tiene esta conversación.',
    'Not done: somebody else holds this conversation.'],
  refused_not_held: ['No se envió: primero hay que atender la conversación.', 'Not sent: take the conversation first.'],
  refused_window_closed: ['No se envió: pasaron más de 24 horas desde su último mensaje y WhatsApp no acepta texto libre.',
    'Not sent: their last message is over 24 hours old and WhatsApp takes no free text.'],
  refused_agent_full: ['No se hizo: ya tiene todas las conversaciones que se permiten a la vez. Cierre o devuelva una.',
    'Not done: you hold as many conversations as one may. Close one or give one back.'],
  refused_no_such_template: ['No se envió: no hay una plantilla con ese nombre que pueda ir sin una cita.',
    'Not sent: there is no template of that name that can go without an appointment.'],
  refused_which_patient: ['No se envió: no se sabe a qué paciente.', 'Not sent: nobody knows to which patient.'],
  refused_invalid_command: ['No se hizo: es demasiado largo. Por WhatsApp van hasta 4096 caracteres, por SMS menos; cómo terminó o cómo lo pidió, hasta 500.',
    'Not done: it is too long. WhatsApp takes 4096 characters, a text message fewer; how it ended or was asked for, 500.'],
  refused_in_doubt: ['No se envió: no es seguro de quién es el número. Dígalo antes.',
    'Not sent: it is not certain whose number it is. Say so first.'],
  refused_stopped: ['No se envió: el paciente no quiere estos mensajes por WhatsApp.',
    'Not sent: the patient wants no such messages on WhatsApp.'],
  refused_stop_suspected: ['No se cerró: diga antes si el paciente quiere o no más mensajes.',
    'Not closed: say first whether the patient wants more messages.'],
  refused_not_stopped: ['No se hizo: no hay una baja que la clínica pueda levantar.',
    'Not done: there is no stop that the clinic could take back.'],
  refused_invalid_range: ['No se hizo: se ven 31 días como máximo, y el primero no va después del último.',
    'Not done: 31 days at most can be seen, and the first is not after the last.'],
  refused_not_now: ['No se hizo: su estado ya no lo permite.', 'Not done: its state does not allow it any more.'],
  refused_invalid_change: ['No se hizo: falta texto, o pasa de 2000 caracteres.',
    'Not done: there is no text, or more than 2000 characters.'],
  reply_person: ['Le dijimos que contestará una persona', 'Told that a person will answer'],
  reply_emergency: ['Le dijimos qué hacer en una emergencia', 'Told what to do in an emergency'],
  reply_reschedule: ['Le preguntamos por otro horario', 'Asked about another time'],
  reply_slots: ['Le ofrecimos horarios', 'Times were offered'],
  reply_slots_unlike: ['No había como pidió: le ofrecimos otros', 'None as asked: other times were offered'],
  reply_visit_off: ['Le dijimos que su cita ya no está', 'Told that their visit is off'],
  reply_slots_no_more: ['Le dijimos que no hay más horarios', 'Told that there are no more times'],
  reply_identify_code: ['Le pedimos un código', 'Asked for a code'],
  reply_emergency_nurse: ['Emergencia: le ofrecimos la enfermería por video',
    'Emergency: a nurse by video was offered'],
  reply_slot_gone: ['Le dijimos que ese horario ya no está', 'Told that the time is gone'],
  reply_old: ['Le dijimos que ese mensaje ya no vale', 'Told that the message is an old one'],
  reply_stop: ['Confirmamos la baja', 'The stop was confirmed'],
  reply_start: ['Confirmamos el alta', 'The start was confirmed'],
  reply_help: ['Ayuda', 'Help'], reply_which: ['Le preguntamos de qué cita habla', 'Asked which visit is meant'],
  reply_identify_document: ['Le preguntamos su documento', 'Asked for their document'],
  reply_identify_birth_date: ['Le preguntamos su fecha de nacimiento', 'Asked for their date of birth'],
  reply_identify_again: ['No coincidió: le preguntamos otra vez', 'It did not match: asked again'],
  reply_identified: ['Le dijimos que ya sabemos quién es', 'Told that we know who they are'],
  reply_contact_info: ['Le pedimos su número', 'Asked for their number'],
  reply_kept: ['Le dijimos que la cita sigue', 'Told that the visit stands'],
  reply_waiting: ['Le dijimos que está en lista de espera', 'Told that they are on the waiting list'],
  reply_waiting_left: ['Le dijimos que salió de la lista de espera', 'Told that they left the waiting list'],
  reply_booking_pending: ['Le dijimos que falta confirmar el horario', 'Told that the time is not confirmed yet'],
  reply_released_slots: ['Su turno quedó libre: le ofrecimos otros', 'Their time went free: others were offered'],
  reply_released_gone: ['Le dijimos que su turno quedó libre', 'Told that their time went free'],
  visit_released: ['Aviso: su turno quedó libre', 'Notice: their time went free'],
  slot_offer: ['Le ofrecimos un turno liberado', 'A freed time was offered'],
  slot_gone: ['Le dijimos que el turno ya no está', 'Told that the time is gone'],
  comment: ['Le preguntamos qué pasó', 'Asked what happened'],
  staff_reaches_out: ['Le pedimos que conteste para seguir', 'Asked to answer so that we can go on'],
  menu: ['Menú', 'Menu'],
  uploading: ['Leyendo {name}…', 'Reading {name}…'], upload_done: ['Filas aceptadas: {n}', 'Rows accepted: {n}'],
  rejected: ['Filas con error: {n}. Las demás ya están en la agenda; corrija estas y vuelva a cargar el archivo.',
    'Rows with an error: {n}. The others are in the agenda; correct these and upload the file again.'],
  file_refused: ['No se cargó nada: el archivo {why}.', 'Nothing was loaded: the file {why}.'],
  all_good: ['Todas las filas entraron.', 'Every row went in.'],
  ignored_columns: ['Columnas que no se leyeron: {names}. Si una de ellas hace falta, cambie su título y vuelva a cargar el archivo.',
    'Columns that were not read: {names}. If one of them is needed, change its title and upload the file again.'],
  warned: ['Filas que entraron con algo para revisar: {n}', 'Rows that went in with something to look at: {n}'],
  row: ['Fila', 'Row'], field: ['Campo', 'Field'], reason: ['Motivo', 'Reason'],
  unreachable: ['El servidor no contesta. Pruebe otra vez en un momento.',
    'The server does not answer. Try again in a moment.'],
  busy: ['El servidor no puede contestar ahora ({n}). Pruebe otra vez en un momento.',
    'The server cannot answer now ({n}). Try again in a moment.'],
  not_ours: ['Contestó otra página en lugar de Pulso ({n}). ¿Esta red pide identificarse?',
    'Another page answered instead of Pulso ({n}). Does this network ask you to sign in?'],
  status: ['respuesta {n}', 'answer {n}'],
};

// What the example clinic's surveys are about; what those of another are is shown by the names that it gave it.
const TOPICS = {
  care: ['atención médica', 'treatment'], billing: ['cobros', 'charges'], waiting: ['tiempo de espera', 'waiting time'],
  visit: ['la visita', 'the visit'], explained: ['claridad de las explicaciones', 'clear explanations'],
};

// The steps of the example clinic; those of another are shown by the names that it gave them.
const STEPS = {
  booking_confirmation: ['Aviso de la reserva', 'Booking confirmation'],
  moved_notice: ['Aviso de cambio', 'Notice of a move'],
  cancellation_notice: ['Aviso de cancelación', 'Notice of cancelling'],
  reinstatement_notice: ['Aviso: la cita sigue en pie', 'Notice: the visit stands again'],
  delay_notice: ['Aviso de demora', 'Notice of a delay'], reminder_48h: ['Recordatorio de 48 h', '48 h reminder'],
  reminder_24h: ['Recordatorio de 24 h', '24 h reminder'], instructions: ['Indicaciones', 'Instructions'],
  thanks: ['Agradecimiento', 'Thanks'], missed_recovery: ['Mensaje tras la ausencia', 'After a missed visit'],
  survey: ['Encuesta', 'Survey'], notice: ['Aviso', 'Notice'],
};

// What is checked before a message leaves: the gates of the interface.
const GATES = {
  version: ['la cita sigue como dice el mensaje', 'the visit as the message says'],
  expiry: ['que no sea tarde', 'still of use'],
  announced: ['avisado antes lo que menciona', 'what it refers to, told before'],
  pause: ['mensajes sin pausar', 'messages not paused'],
  address: ['número o dirección del paciente', 'a way to reach the patient'],
  consent: ['consentimiento y bajas', 'consent and stops'],
  sender: ['el remitente', 'the sender'], template: ['plantilla permitida', 'the template allowed'],
  text: ['texto completo en su idioma', 'the whole text in their language'],
  window: ['ventana de 24 h para texto libre', '24 h window for free text'],
  hours: ['horario de envío', 'hours for sending'],
  cap: ['tope de mensajes del paciente', 'the patient’s limit of messages'], budget: ['presupuesto', 'the budget'],
  portfolio: ['límite de WhatsApp en 24 h', 'the WhatsApp 24 h limit'],
  pair: ['pausa entre dos mensajes', 'a pause between two messages'],
  pace: ['ritmo del remitente', 'the sender’s pace'],
};

// What happened to a case, by the kind of the interface; `taken` and `accepted` tell more of `offered` and `queued`.
const HAPPENED = {
  booked: ['reservada (versión {version})', 'booked (version {version})'],
  moved: ['cambió de horario (versión {version})', 'moved (version {version})'],
  cancelled: ['cancelada (versión {version})', 'cancelled (version {version})'],
  reinstated: ['vuelve a estar en pie (versión {version})', 'stands again (version {version})'],
  arrived: ['llegó (versión {version})', 'arrived (version {version})'],
  completed: ['atendida (versión {version})', 'completed (version {version})'],
  missed: ['ausente (versión {version})', 'missed (version {version})'],
  delayed: ['con demora (versión {version})', 'delayed (version {version})'],
  noticed: ['la clínica dio el aviso', 'the clinic gave notice'],
  withdrawn: ['la clínica retiró el aviso (versión {version})', 'the clinic took its notice back (version {version})'],
  ignored: ['«{change}»: no dice nada nuevo, o es anterior a lo que se sabe',
    '“{change}” told nothing new, or was older than what is known'],
  rescheduled: ['el paciente cambió el horario (versión {version})', 'the patient moved the visit (version {version})'],
  reassigned: ['desde aquí, el número es de la cita de otro paciente',
    'from here on the number is that of another patient’s visit'],
  released: ['nadie contestó a tiempo: el turno quedó libre (versión {version})',
    'nobody answered in time: the visit was given free (version {version})'],
  pending: ['el sistema de la clínica aún no confirma el horario elegido; se le vuelve a preguntar',
    'the clinic’s system has not confirmed the chosen time yet; it is asked again'],
  offered: ['se le ofrecieron otros horarios: {slots}', 'other times were offered: {slots}'],
  taken: ['el horario que eligió ya estaba tomado; se le ofrecieron otros: {slots}',
    'the time that the patient chose was taken by then; others were offered: {slots}'],
  confirmed: ['el paciente le dijo a la clínica que viene', 'the patient told the clinic that they come'],
  answered: ['el paciente contestó por {channel}: {answer}', 'the patient answered by {channel}: {answer}'],
  answered_old: ['el paciente contestó a un mensaje que ya no vale: {answer}; se le dijo',
    'the patient answered a message that no longer holds: {answer}; told so'],
  said: ['{step}: por salir', '{step}: about to leave'],
  grouped: ['{step}: dicho en otro mensaje', '{step}: told in another message'],
  skipped: ['{step}: omitido', '{step}: left out'],
  stopped: ['{step}: detenido antes de enviarse', '{step}: stopped before it was sent'],
  handed_over: ['hace falta una persona', 'a person is needed'],
  queued: ['{step}: en cola por {channel}', '{step}: waits to be sent by {channel}'],
  accepted: ['{step}: lo tiene el proveedor, por {channel}', '{step}: the provider has it, by {channel}'],
  sent: ['{step}: enviado por {channel}', '{step}: sent by {channel}'],
  delivered: ['{step}: entregado por {channel}', '{step}: delivered by {channel}'],
  read: ['{step}: leído por {channel}', '{step}: read by {channel}'],
  failed: ['{step}: falló por {channel}', '{step}: failed by {channel}'],
  suppressed: ['{step}: no enviado por {channel}', '{step}: not sent by {channel}'],
  expired: ['{step}: ya era tarde por {channel}', '{step}: too late by {channel}'],
};

// Why a message was not sent, or went another way: the codes of the interface.
const REASONS = {
  late_booking: ['reservada o movida después de la hora de este aviso', 'booked or moved after this notice’s time'],
  confirmed: ['ya confirmó', 'already confirmed'], answered: ['ya contestó', 'already answered'],
  cancelled: ['la cita se canceló, o el aviso se retiró', 'the appointment was cancelled, or the notice taken back'],
  remote: ['la visita no es presencial', 'the visit is not at the clinic'],
  service: ['es para visitas de otras prestaciones', 'it is for visits of other services'],
  grouped: ['dicho en otro mensaje', 'told in another message'],
  duplicate: ['la misma cita está con otro número', 'the same appointment is there under another number'],
  superseded: ['la cita cambió', 'the appointment changed'],
  too_late: ['llegaría demasiado tarde', 'it would come too late'],
  never_announced: ['nunca se había avisado', 'never announced'], unknown: ['no está registrado', 'not on record'],
  no_address: ['no hay cómo llegar por este canal', 'not reachable on this channel'],
  shared_address: ['demasiados pacientes tienen ese número o dirección', 'too many patients have that number or address'],
  address_changed: ['el número o la dirección acaba de cambiar', 'the number or address has just changed'],
  no_sender: ['la clínica no tiene este canal', 'the clinic has no such sender'],
  opted_out: ['pidió no recibir mensajes', 'opted out'], no_consent: ['sin consentimiento', 'no consent'],
  unverified: ['número en duda', 'number in doubt'],
  paused: ['la clínica pausó los mensajes', 'the clinic paused its messages'],
  quiet_hours: ['fuera de horario', 'quiet hours'],
  cap: ['llegó al tope del paciente', 'the patient’s limit is reached'],
  survey_fatigue: ['se le preguntó hace poco por otra visita', 'asked about another visit not long ago'],
  budget: ['presupuesto agotado', 'budget used up'],
  template: ['plantilla no disponible', 'template not usable'],
  category: ['plantilla pasó a marketing', 'template became marketing'],
  no_template: ['falta el texto en su idioma', 'no text in their language'],
  hole: ['falta un dato del texto', 'a variable has no value'],
  window_closed: ['ventana de 24 h cerrada', '24 h window closed'],
  pair_rate: ['se le acaba de escribir', 'written to a moment ago'],
  pace: ['remitente al máximo', 'sender at full pace'],
  portfolio_limit: ['límite de WhatsApp en 24 h', 'WhatsApp 24 h limit'],
  sender_stopped: ['remitente detenido', 'sender stopped'],
  provider_fault: ['el proveedor no respondió', 'provider fault'],
  refused: ['el proveedor lo rechazó', 'refused by the provider'],
  bad_address: ['el número no recibe mensajes', 'bad number'],
  undelivered: ['no llegó a tiempo', 'not delivered in time'], unread: ['no lo leyó a tiempo', 'not read in time'],
  unsettled: ['nunca se supo el resultado', 'outcome never told'],
  defect: ['no se pudo armar', 'could not be put together'],
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
  asked: ['pidió hablar con alguien', 'asked to talk to someone'],
  wants_to_move: ['quiere otro horario', 'wants another time'],
  visit_off: ['quiere un horario; su cita ya no está', 'wants a time; their visit is off'],
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
  untold: ['lo último que se le dijo ya no vale, y no se le pudo avisar',
    'what they were told last no longer holds, and they could not be told'],
  unheard: ['escribió, y no consta que la respuesta le llegara', 'wrote, and the answer is not known to have arrived'],
  undecided: ['escribió, pero no si viene', 'wrote, but not whether they come'],
  unconfirmed: ['la agenda de la clínica no confirma el turno elegido',
    'the clinic’s system does not confirm the chosen time'],
  accepted_slot: ['aceptó un turno liberado', 'accepted a freed time'],
  carrier_stop: ['canceló, y su operadora ya no le entrega mensajes',
    'cancelled, and their carrier delivers no more texts'],
};

// What somebody sent that is no words, as the interface calls it in brackets.
const KINDS = {
  image: ['imagen', 'image'], document: ['documento', 'document'], audio: ['audio', 'audio'], video: ['video', 'video'],
  text: ['texto', 'text'], sticker: ['sticker', 'sticker'], location: ['ubicación', 'location'],
  call: ['llamada por WhatsApp', 'call over WhatsApp'],
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

/** The languages of the page, and what they call themselves. */
export const LANGUAGES = ['es', 'en'];
const NAMES = { es: 'Español', en: 'English' };

let language = 'en';
/** Sets the language that everything below answers in. */
export function speak(name) {
  language = name;
}

/** The next language, and what it calls itself. */
export const otherLanguage = () => {
  const lang = LANGUAGES.find((it) => it !== language);
  return { lang, name: NAMES[lang] };
};

/** Takes more words, or other ones. */
export const learn = (words) => Object.assign(WORDS, words);

const inLanguage = (table, key) => table[key]?.[LANGUAGES.indexOf(language)];

/** A text with its `{…}` filled in. */
export const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));

/** A number as it is written, by the options of `Intl.NumberFormat`. */
export const numeral = (n, options) => new Intl.NumberFormat(language === 'es' ? 'es-AR' : 'en-GB', options).format(n);

/** The text of that name, its `{…}` filled in. */
export const t = (key, values = {}) => filled(inLanguage(WORDS, key) ?? key, values);
/** What a language is called. */
export const languageWords = (code) => new Intl.DisplayNames(language, { type: 'language' }).of(code);
/** A word of the interface, such as a state or a step's name; one that is not known here is shown as it is. */
export const plain = (word) =>
  inLanguage(WORDS, word) ?? inLanguage(STEPS, word) ?? String(word ?? '').replaceAll('_', ' ');
/** What a follow-up is about. */
export const topicWords = (topic) => inLanguage(TOPICS, topic) ?? topic;
/** Why something was not sent, or went another way. */
export const reasonWords = (code) => inLanguage(REASONS, code) ?? plain(code).toLowerCase();
const kindWords = (kind) =>
  inLanguage(KINDS, kind) ?? kind.replace(/^c(\d+)$/, (_, n) => t('choice', { n }));
/** What somebody wrote; the kinds of what is no words stand before it in brackets. */
export const heardWords = (text) => text.replace(/^\[([a-z, ]+|c\d+)\]/, (_, kinds) =>
  `[${kinds.split(', ').map(kindWords).join(', ')}]`);
/** What a gate asks. */
export const gateWords = (gate) => inLanguage(GATES, gate) ?? plain(gate);
/** What happened to a case; of a kind that is not known here, the interface's own words. */
export const happenedWords = (entry) => {
  const { kind, text, gone, accepted, answer, reason, handover } = entry;
  const words = inLanguage(HAPPENED, (gone && 'taken') || (accepted && 'accepted') || kind);
  if (!words) return text;
  const [step, channel, change] = [entry.step, entry.channel, entry.change].map(plain);
  const named = { step, channel, change, answer: answer && kindWords(answer) };
  const why = (handover && handoverWords(handover)) || (reason && reasonWords(reason));
  return filled(words, { ...entry, ...named }) + (why ? ` (${why})` : '');
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
