//! A list of people in a file: those whom a campaign is for.
//!
//! Guarantees what the agenda does of its columns, rows and limits; a column that is about a visit is passed over. Every
//! row becomes one event of the campaign, which names its person and the campaign alone: the same list again, another
//! list with the same people in it, or an event without a number for one of them, tells nobody twice.
//!
//! It does not know who agreed to what: consents are asked when something is sent.

use std::collections::HashMap;

use domain::event::{ClinicEvent, Happening, NoticeFacts, NoticeKind, PatientFacts};
use domain::ids::{CaseId, EventId, InvalidId, PatientId, derived};
use jiff::Timestamp;

use super::clock::DateOrder;
use super::column::Column;
use super::decode::Line;
use super::header::Header;
use super::{check_count, lines, row};
use crate::{Defaults, Intake, Problems, Unreadable};

/// Reads a list that was uploaded at `uploaded_at` for the campaign of that name.
pub fn read(
    bytes: &[u8],
    campaign: &str,
    defaults: &Defaults,
    uploaded_at: Timestamp,
) -> Result<Intake, Unreadable> {
    let (first, lines) = lines(bytes, |cells| Header::read_people(cells, &[]).is_ok())?;
    let header = Header::read_people(&first.cells, &lines)?;
    check_count(&lines)?;
    let births = lines.iter().filter_map(|line| header.cell(line, Column::BirthDate));
    let order = DateOrder::shown(births).unwrap_or_else(|| DateOrder::usual(&defaults.country));
    let context = row::Context { header: &header, defaults, order, birth_order: order, uploaded_at };
    let mut intake = rows(&lines, campaign, &context);
    intake.ignored_columns = header.unread(&first.cells);
    Ok(intake)
}

fn rows(lines: &[Line], campaign: &str, context: &row::Context<'_>) -> Intake {
    let mut intake = Intake::default();
    let mut rows_by_person: HashMap<PatientId, usize> = HashMap::new();
    for line in lines {
        let (mut problems, mut warnings) = (Problems::of(line.number), Problems::of(line.number));
        let person = row::person(line, context, &mut problems, &mut warnings);
        if let Some(person) = &person
            && let Some(earlier) = rows_by_person.insert(person.id.clone(), line.number)
        {
            problems.add("row", format!("is the person of row {earlier} again"));
        }
        let person = person.filter(|_| problems.found.is_empty());
        let event = person.and_then(|it| problems.keep("row", event(campaign, it, context.uploaded_at)));
        intake.add(line.number, event, problems, warnings);
    }
    intake
}

/// By what it is known again that a campaign is for somebody, however that is told.
pub(crate) fn case_of(campaign: &str, person: &PatientId) -> Result<CaseId, InvalidId> {
    CaseId::new(derived("cmp", &["campaign", campaign, person.as_str()]))
}

/// That a campaign is for somebody.
fn event(campaign: &str, person: PatientFacts, uploaded_at: Timestamp) -> Result<ClinicEvent, InvalidId> {
    let told = ["campaign", campaign, person.id.as_str()];
    let at = uploaded_at.to_string();
    let facts = NoticeFacts {
        id: case_of(campaign, &person.id)?,
        reference: campaign.to_owned(),
        due_on: None,
        campaign: Some(campaign.to_owned()),
    };
    Ok(ClinicEvent {
        event_id: EventId::new(derived("evt", &[&told[..], &[&at]].concat()))?,
        occurred_at: uploaded_at,
        patient: Some(person),
        what: Happening::Notice { notice: NoticeKind::Campaign, facts },
    })
}
