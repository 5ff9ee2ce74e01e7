//! The hourly sender over a list of pending files.
//!
//! Ported: each event is written to a file under its disposition and told at once, at any hour; a run lists what is
//! queued or reminded once, compares the outreach window with the hour *of the visit*, shifts by a fixed offset, and
//! posts to the flow, whose answer nobody reads; only the flow moves the file on, before it sends. Nothing in a run
//! asks whether this reminder was sent: a file that was reminded once is listed and sent again an hour later. A list
//! of more than one page throws. A reply is waited for two minutes, and only two exact phrases are understood.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::{Answered, Baseline, Heard, Told};
use crate::museum::judge::HOUR_MS;
use crate::museum::record::Kind;
use crate::museum::street::{Draft, Sending, Street};
use crate::state::instant;

/// Keys on a page of a list.
const PAGE: usize = 1_000;
const WINDOW: std::ops::Range<i8> = 9..21;
const FIRST_MS: i64 = 48 * HOUR_MS;
const SECOND_MS: i64 = 24 * HOUR_MS;
/// How long the flow waits for a reply, in milliseconds.
const REPLY_MS: i64 = 120_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Disposition {
    Queued,
    Reminded1,
    Reminded2,
    Expired,
}

struct File {
    change: &'static str,
    disposition: Disposition,
    start: DateTime,
    offset: Offset,
}

pub(crate) struct Hourly {
    clinic: usize,
    files: BTreeMap<usize, File>,
}

impl Baseline for Hourly {
    const EVERY_MS: i64 = HOUR_MS;
    const FIRST_HOUR: Option<i8> = None;

    fn new(clinic: usize) -> Self {
        Self { clinic, files: BTreeMap::new() }
    }

    fn told(&mut self, street: &mut Street<'_>, told: &Told) {
        // It knows no reinstatement: the visit is booked again.
        let (change, kind, words) = match told.change {
            "booked" => ("booked", Kind::Booked, "está programada para el"),
            "reinstated" => ("booked", Kind::Reinstated, "está programada para el"),
            "moved" => ("moved", Kind::Moved, "ha cambiado: ahora es el"),
            "cancelled" => ("cancelled", Kind::Cancelled, "queda anulada: era el"),
            "missed" => ("missed", Kind::Afterwards, "fue el"),
            _ => return,
        };
        let offset = street.zone(self.clinic).to_offset(instant(street.now));
        let kept =
            self.files.get(&told.visit).map(|it| it.disposition).filter(|it| *it != Disposition::Expired);
        let disposition = match change {
            "cancelled" | "missed" => kept.unwrap_or(Disposition::Queued),
            _ => Disposition::Queued,
        };
        self.files.insert(told.visit, File { change, disposition, start: told.start, offset });
        let text = text(street, told.visit, told.start, words, "");
        let _ =
            street.send(Draft { visit: told.visit, kind, step: change, text, yes: "", no: "CANCEL APPT" });
    }

    fn runs(&mut self, street: &mut Street<'_>) {
        let pending = |disposition| self.files.values().filter(|it| it.disposition == disposition).count();
        if pending(Disposition::Queued) > PAGE || pending(Disposition::Reminded1) > PAGE {
            return;
        }
        for (visit, file) in &mut self.files {
            let listed = matches!(file.disposition, Disposition::Queued | Disposition::Reminded1);
            if !listed || !WINDOW.contains(&file.start.hour()) {
                continue;
            }
            let starts_at = file.offset.to_timestamp(file.start).map_or(0, jiff::Timestamp::as_millisecond);
            if street.now >= starts_at {
                file.disposition = Disposition::Expired;
                continue;
            }
            let called_off = matches!(file.change, "cancelled" | "missed");
            if street.now < starts_at - FIRST_MS || called_off {
                continue;
            }
            // The flow is asked to; whatever the answer, the loop goes on.
            if !street.asks_the_flow() {
                continue;
            }
            file.change = "remind";
            file.disposition = match file.disposition {
                Disposition::Queued => Disposition::Reminded1,
                _ => Disposition::Reminded2,
            };
            if street.crashes() {
                continue;
            }
            let step = if street.now < starts_at - SECOND_MS { "reminder 1" } else { "reminder 2" };
            let asks = " Responda CONFIRM APPT para confirmar o CANCEL APPT para anular.";
            let text = text(street, *visit, file.start, "le recordamos que es el", asks);
            let draft = Draft {
                visit: *visit,
                kind: Kind::Reminder,
                step,
                text,
                yes: "CONFIRM APPT",
                no: "CANCEL APPT",
            };
            let _: Sending = street.send(draft);
        }
    }

    fn wrote(&mut self, _: &mut Street<'_>, answered: &Answered<'_>) -> Heard {
        let understood = matches!(answered.text, "CONFIRM APPT" | "CANCEL APPT");
        Heard { heard: understood && answered.after_ms <= REPLY_MS, unsubscribed: false }
    }
}

fn text(street: &Street<'_>, visit: usize, start: DateTime, words: &str, asks: &str) -> String {
    let name = street.given_name(visit);
    let (day, month) = (start.day(), super::flagged::MONTHS[usize::from(start.month().unsigned_abs()) - 1]);
    format!(
        "Hola, {name}. Su cita con Dra. Zirconia {words} {day} de {month} a las {}:{:02} en Sede Centro.{asks}",
        start.hour(),
        start.minute()
    )
}
