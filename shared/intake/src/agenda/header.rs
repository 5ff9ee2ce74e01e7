//! The row that names a file's columns.

use jiff::civil::Time;

use super::clock;
use super::column::{Column, Meaning, meanings};
use super::decode::Line;
use crate::Unreadable;
use crate::text::key;

/// What a file lacks that has no column for the day.
const THE_DATE: &str = "the date";
/// What a file lacks that has no column for the hour.
const THE_TIME: &str = "the time";
/// Most headers named that are no column known here.
const UNREAD_MAX: usize = 50;
/// How much of each is named, in characters.
const UNREAD_CHARS_MAX: usize = 60;

/// Headers, as [`key`] spells them, of a number that may be anything's.
const BARE_NUMBERS: [&str; 6] = ["id", "no", "nro", "numero", "num", "codigo"];

/// What stands in a cell that is meant to be empty, in any spelling.
const BLANKS: [&str; 18] = [
    "-", "--", "—", ".", "n/a", "#n/a", "n/d", "#n/d", "s/d", "null", "(null)", "[null]", "none", "sin dato",
    "sin datos", "no tiene", "no posee", "no informa",
];
/// The same as pandas writes it, in that spelling alone: Nan is somebody's name.
const NOT_THERE: [&str; 4] = ["nan", "NaN", "NaT", "<NA>"];

/// The row that names a file's columns.
#[derive(Debug)]
pub(super) struct Header {
    width: usize,
    /// Each column with its place, in the order in which they count.
    columns: Vec<(Column, usize)>,
}

impl Header {
    /// Finds the columns, and refuses a file from which no row could become an appointment.
    pub(super) fn read(cells: &[String], rows: &[Line]) -> Result<Self, Unreadable> {
        let header = Self::of(cells, rows);
        let missing = [header.missing_of_start(), header.missing_of_patient()].concat();
        if missing.is_empty() { Ok(header) } else { Err(Unreadable::NoHeader { missing }) }
    }

    /// Finds the columns, and refuses a file from which no row could become somebody who can be reached.
    pub(super) fn read_people(cells: &[String], rows: &[Line]) -> Result<Self, Unreadable> {
        let mut header = Self::of(cells, rows);
        header.take_bare_numbers(cells);
        let missing = header.missing_of_patient();
        if missing.is_empty() { Ok(header) } else { Err(Unreadable::NoHeader { missing }) }
    }

    fn of(cells: &[String], rows: &[Line]) -> Self {
        let mut found: Vec<(Meaning, usize)> = Vec::new();
        for (at, cell) in cells.iter().enumerate() {
            let meant = meanings(cell).into_iter().filter(|it| !(it.may_count && counts(rows, at)));
            found.extend(meant.map(|it| (it, at)));
        }
        found.sort();
        let mut header =
            Self { width: cells.len(), columns: found.into_iter().map(|(it, at)| (it.column, at)).collect() };
        // "Nombre" alone is the whole name.
        let names = [
            Column::SecondGivenName,
            Column::FamilyName,
            Column::SecondFamilyName,
            Column::FullName,
            Column::FamilyFirst,
        ];
        if !header.has_any(&names) {
            header.take_for(Column::GivenName, Column::FullName);
        }
        if !header.has_any(&[Column::Time, Column::Start]) && header.dates_tell_hours(rows) {
            header.take_for(Column::Date, Column::Start);
        }
        if !header.has_any(&[Column::Date, Column::Start]) && header.hours_tell_dates(rows) {
            header.take_for(Column::Time, Column::Start);
        }
        header
    }

    /// In a list of people a bare number is the person's.
    fn take_bare_numbers(&mut self, cells: &[String]) {
        if self.has(Column::PatientId) {
            return;
        }
        for (column, at) in &mut self.columns {
            if *column == Column::AppointmentId && BARE_NUMBERS.contains(&key(&cells[*at]).as_str()) {
                *column = Column::PatientId;
            }
        }
    }

    /// Takes a column for another one.
    fn take_for(&mut self, named: Column, meant: Column) {
        for (column, _) in self.columns.iter_mut().filter(|(column, _)| *column == named) {
            *column = meant;
        }
    }

    /// Whether a row has the names of all columns but the one for the hour or the one for the day: the rows below may
    /// tell both in one.
    pub(super) fn lacks_half_a_start(cells: &[String]) -> bool {
        let refused = Self::read(cells, &[]);
        matches!(refused, Err(Unreadable::NoHeader { missing }) if missing == [THE_TIME] || missing == [THE_DATE])
    }

    /// Whether the column of dates has hours in it, as databases and spreadsheets save both. A midnight is none: they
    /// put it after a day alone.
    fn dates_tell_hours(&self, rows: &[Line]) -> bool {
        let mut dates = rows.iter().filter_map(|row| self.cell(row, Column::Date));
        dates.any(|it| {
            let counted = clock::serial(it).and_then(|it| it.1);
            counted.or_else(|| clock::hour(it)).is_some_and(|it| it != Time::midnight())
        })
    }

    /// Whether the column of hours has dates in it: `Start Time` is both where programs write it.
    fn hours_tell_dates(&self, rows: &[Line]) -> bool {
        let mut hours = rows.iter().filter_map(|row| self.cell(row, Column::Time));
        hours.any(|it| {
            let is_counted = clock::serial(it).is_some_and(|it| it.1.is_some());
            is_counted || (clock::is_date(clock::split(it).0) && clock::hour(it).is_some())
        })
    }

    fn missing_of_start(&self) -> Vec<&'static str> {
        let has_start = self.has(Column::Start);
        let needs = [
            (has_start || self.has(Column::Date), THE_DATE),
            (has_start || self.has(Column::Time), THE_TIME),
        ];
        needs.into_iter().filter(|(there, _)| !there).map(|(_, what)| what).collect()
    }

    fn missing_of_patient(&self) -> Vec<&'static str> {
        let known_by = [
            Column::PatientId,
            Column::NationalId,
            Column::GivenName,
            Column::FamilyName,
            Column::FullName,
            Column::FamilyFirst,
            Column::Phone,
        ];
        let needs = [
            (self.has_any(&known_by), "the patient (a name, an id or a phone)"),
            (self.has_any(&[Column::Phone, Column::Email]), "the phone or the e-mail"),
        ];
        needs.into_iter().filter(|(there, _)| !there).map(|(_, what)| what).collect()
    }

    /// Whether the file has the column.
    pub(super) fn has(&self, column: Column) -> bool {
        self.columns.iter().any(|(it, _)| *it == column)
    }

    fn has_any(&self, columns: &[Column]) -> bool {
        columns.iter().any(|it| self.has(*it))
    }

    /// The headers of the columns that are passed over, as far as they are named.
    pub(super) fn unread(&self, cells: &[String]) -> Vec<String> {
        let is_read = |at: usize| self.columns.iter().any(|(_, it)| *it == at);
        let mut unread: Vec<String> = Vec::new();
        for (at, cell) in cells.iter().enumerate() {
            let text: String = cell.chars().take(UNREAD_CHARS_MAX).collect();
            if unread.len() < UNREAD_MAX && !text.is_empty() && !is_read(at) && !unread.contains(&text) {
                unread.push(text);
            }
        }
        unread
    }

    /// How many cells a row can have.
    pub(super) const fn width(&self) -> usize {
        self.width
    }

    /// How many cells a row has to have: those up to its date and time, or without them up to the first that tells where
    /// somebody is reached. Excel leaves the last columns out of a run of rows in which they are empty.
    pub(super) fn width_min(&self) -> usize {
        let widths = |of: &'static [Column]| {
            self.columns.iter().filter(move |(it, _)| of.contains(it)).map(|(_, at)| at + 1)
        };
        let up_to_start = widths(&[Column::Date, Column::Time, Column::Start]).max();
        up_to_start.or_else(|| widths(&[Column::Phone, Column::Email]).min()).unwrap_or(self.width)
    }

    /// What a row says in a column, if anything.
    pub(super) fn cell<'a>(&self, line: &'a Line, column: Column) -> Option<&'a str> {
        self.cells(line, column).next()
    }

    /// All that a row says in the columns of that kind, in the order in which they count.
    pub(super) fn cells<'a>(&self, line: &'a Line, column: Column) -> impl Iterator<Item = &'a str> {
        let places = self.columns.iter().filter(move |(it, _)| *it == column).map(|(_, at)| *at);
        places.filter_map(|at| line.cells.get(at).map(String::as_str).filter(|it| !is_blank(it)))
    }
}

/// Whether a column counts the rows: 1, 2, 3 down the file. Tomorrow's file has the same numbers for other visits, and
/// so has a file of one row. A row without a number is passed over, and in one whose cells cannot be trusted it is not
/// looked at.
fn counts(rows: &[Line], at: usize) -> bool {
    let cells = rows.iter().filter_map(|row| row.cells.get(at).map(|cell| (row, cell)));
    let filled: Vec<(&Line, &String)> = cells.filter(|(_, cell)| !is_blank(cell)).collect();
    let fits = |(number, (row, cell)): (usize, &(&Line, &String))| {
        row.unclosed || cell.parse::<usize>() == Ok(number)
    };
    !filled.is_empty() && (1..).zip(&filled).all(fits)
}

fn is_blank(cell: &str) -> bool {
    cell.is_empty() || NOT_THERE.contains(&cell) || BLANKS.iter().any(|it| it.eq_ignore_ascii_case(cell))
}
