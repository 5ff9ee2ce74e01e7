//! One cron, one flag.
//!
//! Every five minutes: whatever is booked, due within 48 hours and not flagged is sent, and flagged once the provider
//! said yes. A cancellation is told when the clinic tells it. A list of words stops everything, CANCEL among them; a
//! yes is stored; the rest is not read.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;

use super::{Answered, Baseline, Heard, Told};
use crate::museum::judge::{HOUR_MS, MINUTE_MS};
use crate::museum::record::Kind;
use crate::museum::street::{Draft, Sending, Street};

const AHEAD_MS: i64 = 48 * HOUR_MS;
const STOP_WORDS: [&str; 6] = ["STOP", "BAJA", "CANCEL", "CANCELAR", "UNSUBSCRIBE", "END"];
const YES_WORDS: [&str; 4] = ["SI", "SÍ", "YES", "1"];
pub(super) const MONTHS: [&str; 12] = [
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
    "noviembre", "diciembre",
];

struct Row {
    start: DateTime,
    booked: bool,
    sent: bool,
}

pub(crate) struct Flagged {
    clinic: usize,
    rows: BTreeMap<usize, Row>,
    stopped: BTreeSet<String>,
}

impl Baseline for Flagged {
    const EVERY_MS: i64 = 5 * MINUTE_MS;
    const FIRST_HOUR: Option<i8> = None;

    fn new(clinic: usize) -> Self {
        Self { clinic, rows: BTreeMap::new(), stopped: BTreeSet::new() }
    }

    fn told(&mut self, street: &mut Street<'_>, told: &Told) {
        let row = self.rows.entry(told.visit).or_insert(Row { start: told.start, booked: true, sent: false });
        match told.change {
            "booked" | "moved" | "reinstated" => (row.start, row.booked) = (told.start, true),
            "cancelled" => {
                row.booked = false;
                if !self.stopped.contains(street.phone(told.visit)) {
                    let text =
                        format!("Su cita del {} queda anulada. Llame si quiere otra.", when(told.start));
                    let draft = Draft {
                        visit: told.visit,
                        kind: Kind::Cancelled,
                        step: "cancelled",
                        text,
                        yes: "",
                        no: "",
                    };
                    let _: Sending = street.send(draft);
                }
            }
            _ => {}
        }
    }

    fn runs(&mut self, street: &mut Street<'_>) {
        let zone = street.zone(self.clinic);
        for (visit, row) in &mut self.rows {
            let starts_at = zone.to_timestamp(row.start).map_or(0, jiff::Timestamp::as_millisecond);
            let due = row.booked && !row.sent && starts_at - AHEAD_MS <= street.now;
            if !due || self.stopped.contains(street.phone(*visit)) {
                continue;
            }
            let text = format!(
                "Le recordamos su cita del {} en Sede Centro. Responda SI para confirmar o CANCELAR para anular.",
                when(row.start)
            );
            let draft = Draft {
                visit: *visit,
                kind: Kind::Reminder,
                step: "reminder",
                text,
                yes: "SI",
                no: "CANCELAR",
            };
            let sending = street.send(draft);
            if street.crashes() {
                return;
            }
            row.sent = sending == Sending::Taken;
        }
    }

    fn wrote(&mut self, _: &mut Street<'_>, answered: &Answered<'_>) -> Heard {
        let word = answered.text.trim().to_uppercase();
        if STOP_WORDS.contains(&word.as_str()) {
            self.stopped.insert(answered.phone.to_owned());
            return Heard { heard: true, unsubscribed: true };
        }
        Heard { heard: YES_WORDS.contains(&word.as_str()), unsubscribed: false }
    }
}

fn when(start: DateTime) -> String {
    let month = MONTHS[usize::from(start.month().unsigned_abs()) - 1];
    format!("{} de {month} a las {}:{:02}", start.day(), start.hour(), start.minute())
}
