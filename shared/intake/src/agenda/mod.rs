//! The agenda as a small clinic has it: a spreadsheet saved as CSV, TSV or TXT.
//!
//! Guarantees: the delimiter, the encoding and the order of day and month are found out from the file; columns are
//! known by their header's name in Spanish, English or Portuguese, in any order, and others are passed over and named;
//! every row that is not blank either becomes an event or is named with its number, the field and the reason.
//! Uploading the same file again tells the same of the same appointments and patients.
//!
//! Row numbers are the spreadsheet's: they begin with 1, blank rows and titles above the header count, and a cell with
//! line breaks is one row.
//!
//! **Day and month.** `2027-03-10`, `20270310`, `10-mar-27` and `10 de marzo de 2027` are what they say. Of
//! `10/03/2027` the day comes first, unless the column shows that the month does: somewhere a second part over 12,
//! nowhere a first part over 12. Where all dates of the column read both ways, the patients' birthdays tell (and the
//! visits' dates for those); where they do not either, the day comes first, except for a clinic in the United States.
//! If all visits would be past by that and ahead by the other order, the file is refused.
//!
//! **Counted days.** A spreadsheet that writes its cells unformatted counts days from 1900, and a time is a part of one:
//! `46355.375` is 29 November 2026 at 09:00. That is read where the day is within three years of the upload.
//!
//! **Ids.** An appointment or patient number that Pulso's ids cannot spell ("A/123") is replaced by one derived from
//! it. Without a column of appointment numbers the id comes from patient, start, service and practitioner, so a moved
//! appointment is a new one. A bare `Nº` that counts the rows (1, 2, 3 down the file) is no column of appointment
//! numbers: the next day's file has the same ones. Nor is it where the file's only row has a 1. A number of the state's
//! (DNI, CPF, CURP) is a person's own and would stand in logs, so the patient's id is derived from it.
//!
//! **Warnings.** A past visit that still stands as booked is taken: the same file may be sent again on the next day. A
//! document or a birthday that cannot be read is left out, since it is needed only to find who writes from another
//! number; so is a language, without which the clinic's first is written.

pub mod people;

mod clock;
mod column;
mod decode;
mod header;
mod row;

use std::collections::HashMap;

use domain::event::{AppointmentChange, ClinicEvent, Happening};
use domain::ids::CaseId;
use jiff::Timestamp;

use crate::text::decoded;
use crate::{Defaults, Intake, Problems, Unreadable};
use clock::DateOrder;
use column::Column;
use decode::Line;
use header::Header;

/// Most rows below the header, blank ones not counted.
pub const ROWS_MAX: usize = 5_000;
/// Largest file, in bytes.
pub const AGENDA_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Reads a file that was uploaded at `uploaded_at`, which is also when its events are taken to have occurred.
pub fn read(bytes: &[u8], defaults: &Defaults, uploaded_at: Timestamp) -> Result<Intake, Unreadable> {
    let is_header = |cells: &[String]| Header::read(cells, &[]).is_ok() || Header::lacks_half_a_start(cells);
    let (first, lines) = lines(bytes, is_header)?;
    let header = Header::read(&first.cells, &lines)?;
    check_count(&lines)?;
    let shown = |columns: [Column; 2]| {
        let cell = |line| columns.into_iter().find_map(|it| header.cell(line, it));
        DateOrder::shown(lines.iter().filter_map(cell))
    };
    let shown_by_visits = shown([Column::Date, Column::Start]);
    let shown_by_births = shown([Column::BirthDate; 2]);
    let usual = DateOrder::usual(&defaults.country);
    let order = shown_by_visits.or(shown_by_births).unwrap_or(usual);
    let birth_order = shown_by_births.or(shown_by_visits).unwrap_or(usual);
    let read =
        |order| rows(&lines, &row::Context { header: &header, defaults, order, birth_order, uploaded_at });
    let mut intake = read(order);
    let is_guessed = shown_by_visits.or(shown_by_births).is_none();
    if is_guessed
        && are_all(&intake, |at| row::is_past(at, uploaded_at))
        && are_all(&read(order.other()), |at| at > uploaded_at)
    {
        return Err(Unreadable::DayAndMonth { read: order.first(), other: order.other().first() });
    }
    intake.ignored_columns = header.unread(&first.cells);
    Ok(intake)
}

/// The row that names the columns, and those below it: at most one more than a file may have.
fn lines(bytes: &[u8], is_header: impl Fn(&[String]) -> bool) -> Result<(Line, Vec<Line>), Unreadable> {
    if bytes.len() > AGENDA_BYTES_MAX {
        return Err(Unreadable::TooLarge { bytes_max: AGENDA_BYTES_MAX });
    }
    let mut lines = decode::lines(&decoded(bytes), ROWS_MAX + 2, is_header).into_iter();
    let first = lines.next().ok_or(Unreadable::Empty)?;
    if first.cells.iter().any(|it| it.contains('\0')) {
        return Err(Unreadable::NotText);
    }
    Ok((first, lines.collect()))
}

fn check_count(lines: &[Line]) -> Result<(), Unreadable> {
    if lines.len() > ROWS_MAX { Err(Unreadable::TooMany { count_max: ROWS_MAX }) } else { Ok(()) }
}

fn rows(lines: &[Line], context: &row::Context<'_>) -> Intake {
    let mut told = Told::default();
    let mut intake = Intake::default();
    for line in lines {
        let (mut problems, mut warnings) = (Problems::of(line.number), Problems::of(line.number));
        let event = row::read(line, context, &mut problems, &mut warnings)
            .filter(|_| problems.found.is_empty())
            .filter(|event| told.is_new(event, line, context, &mut problems));
        intake.add(line.number, event, problems, warnings);
    }
    intake
}

impl Intake {
    /// Takes what a row came to: its event with its warnings, or else its problems.
    fn add(&mut self, row: usize, event: Option<ClinicEvent>, problems: Problems, warnings: Problems) {
        match event {
            Some(event) => {
                self.events.push((row, event));
                self.warnings.extend(warnings.found);
            }
            None => self.rejected.extend(problems.found),
        }
    }
}

/// Whether there are visits, and all stand as booked and start then. Those that are off start whenever they like.
fn are_all(intake: &Intake, is_then: impl Fn(Timestamp) -> bool) -> bool {
    let visits = intake.events.iter().filter_map(|(_, event)| match &event.what {
        Happening::Appointment { change, appointment } => Some((*change, appointment.start.as_ref()?.at)),
        _ => None,
    });
    let mut standing = visits.filter(|(change, _)| *change != AppointmentChange::Cancelled).peekable();
    standing.peek().is_some()
        && standing.all(|(change, at)| change == AppointmentChange::Booked && is_then(at))
}

/// The appointments that earlier rows told of.
#[derive(Default)]
struct Told<'a> {
    rows: HashMap<CaseId, &'a Line>,
}

impl<'a> Told<'a> {
    /// Whether no earlier row told of the appointment; if one did, the problem says which.
    fn is_new(
        &mut self,
        event: &ClinicEvent,
        line: &'a Line,
        context: &row::Context<'_>,
        problems: &mut Problems,
    ) -> bool {
        let Happening::Appointment { appointment, .. } = &event.what else { return true };
        let Some(earlier) = self.rows.get(&appointment.id) else {
            self.rows.insert(appointment.id.clone(), line);
            return true;
        };
        let number = earlier.number;
        if earlier.cells == line.cells {
            problems.add("row", format!("repeats row {number}"));
        } else if context.header.cell(line, Column::AppointmentId).is_some() {
            problems.add("appointment_id", format!("appointment id already used in row {number}"));
        } else {
            problems.add("row", format!("is the appointment of row {number} again"));
        }
        false
    }
}
