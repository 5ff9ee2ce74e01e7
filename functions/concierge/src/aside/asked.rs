//! The visits that somebody asks about: theirs, as they stand.
//!
//! Guarantees: of nobody but the patients of the identity; of nothing that the clinic's reminders would not tell at the
//! same number.

use domain::case::{Case, Covered, Subject};
use domain::clinic::Clinic;
use domain::delivery::{Channel, Purpose};
use domain::event::Modality;
use domain::ids::{CaseId, MessageId};
use domain::journey::{Step, Topic};
use domain::mention::named_of;
use domain::message::{About, Message};
use domain::patient::Patient;
use domain::phi::Phi;
use domain::reply::{Detail, VisitQuestion, asks_visit, may_ask_visit};
use domain::thread::{Claim, Found, Quoted, TheirVisits, Thread, VisitsAsked};
use jiff::{Timestamp, ToSpan};
use ports::commit::load;
use ports::patients::standing_patient;
use ports::records::{case_key, day_list, day_prefix, message_key};
use ports::table::{Key, PAGE_ITEMS_MAX, Table as _};
use ports::{PortError, Ports};

use super::Words;
use super::household::{family_name, given_name};
use super::visit::names_other_day;
use crate::quoted::last_told;

/// Days ahead that a patient's visits are looked for: each day's list is asked for by itself. What is further off is
/// known where the conversation spoke of it.
const DAYS: usize = 28;
/// Most visits of one patient that are told at once.
const VISITS_MAX: usize = 6;

/// What words ask of visits, with these.
pub(super) async fn about<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    thread: &Thread,
    claim: Option<&Claim>,
    words: &Words<'_>,
    now: Timestamp,
) -> Result<Option<VisitsAsked>, PortError> {
    // Who just said who they are had asked before.
    if let (Some(claim), Some(open)) = (claim, thread.identifying.as_ref()) {
        let Found::One(patient) = &claim.found else { return Ok(None) };
        if open.asks.is_empty() {
            return Ok(None);
        }
        let question = VisitQuestion { details: open.asks.clone(), names_visit: true };
        let patient = standing_patient(ports, &clinic.id, patient).await?;
        let visits = told_of(ports, clinic, thread, patient.as_slice(), now).await?;
        return Ok(Some(VisitsAsked { question, theirs: each(visits) }));
    }
    if !may_ask_visit(words.text.expose()) {
        return Ok(None);
    }
    let people = people(ports, clinic, thread).await?;
    let names: Vec<&str> = people.iter().flat_map(|it| [given_name(it), family_name(it)]).collect();
    let Some(question) = asks_visit(words.text.expose(), &names) else { return Ok(None) };
    let nothing = |question| Ok(Some(VisitsAsked { question, theirs: Vec::new() }));
    let meant = match referred_to(ports, clinic, thread, words, &question, now).await? {
        Referred::Nothing => return nothing(question),
        Referred::Any => None,
        Referred::To(visits) => Some(visits),
    };
    let called: Vec<(&str, &str)> = people.iter().map(|it| (given_name(it), family_name(it))).collect();
    let is_named = named_of(words.text.expose(), &called);
    let names_some = is_named.contains(&true);
    let people: Vec<Patient> =
        people.into_iter().zip(is_named).filter(|it| !names_some || it.1).map(|it| it.0).collect();
    let mut visits = told_of(ports, clinic, thread, &people, now).await?;
    visits.retain(|it| meant.as_ref().is_none_or(|meant| meant.contains(&it.id)));
    // "Tomorrow's" is one of them, or none; "do I have one tomorrow" is answered by the next.
    if visits.iter().any(|it| !names_other_day(clinic, it, words.text, now)) {
        visits.retain(|it| !names_other_day(clinic, it, words.text, now));
    }
    Ok(Some(VisitsAsked { question, theirs: each(visits) }))
}

/// The patients that are reached by the identity, each once.
async fn people<P: Ports>(ports: &P, clinic: &Clinic, thread: &Thread) -> Result<Vec<Patient>, PortError> {
    let mut people: Vec<Patient> = Vec::new();
    for link in thread.patients.iter().filter(|_| thread.in_doubt_since.is_none()) {
        let Some(patient) = standing_patient(ports, &clinic.id, &link.patient).await? else { continue };
        if people.iter().all(|it| it.id != patient.id) {
            people.push(patient);
        }
    }
    Ok(people)
}

/// Which visits a question may be about.
enum Referred {
    /// All that they have.
    Any,
    /// Those that it quotes, or that were told last.
    To(Vec<CaseId>),
    /// Nobody knows.
    Nothing,
}

/// What is quoted is meant; a question that names no visit is about what was told last, if that told of one.
async fn referred_to<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    thread: &Thread,
    words: &Words<'_>,
    question: &VisitQuestion,
    now: Timestamp,
) -> Result<Referred, PortError> {
    let message = match (words.quotes, question.names_visit) {
        (Some(Quoted::Question(quoted) | Quoted::Notice(quoted)), _) => quoted.clone(),
        (_, true) => return Ok(Referred::Any),
        (Some(Quoted::Other), false) => return Ok(Referred::Nothing),
        (None, false) => {
            let Some((at, told)) = last_told(ports, clinic, thread).await? else {
                return Ok(Referred::Nothing);
            };
            if thread.spoken.iter().any(|it| it.at > at) {
                return Ok(Referred::Nothing);
            }
            told
        }
    };
    let otherwise = if question.names_visit { Referred::Any } else { Referred::Nothing };
    let told = spoken_for(ports, &message).await?;
    // Of a household it may be about another one's, and of several questions about another visit.
    let several = thread.patients.len() > 1 || thread.open_visits(now).len() > 1;
    let may_be_another = words.quotes.is_none() && several;
    Ok(told.map_or(otherwise, |it| if may_be_another { Referred::Any } else { Referred::To(it) }))
}

/// The visits that a message tells of, if it tells of any.
async fn spoken_for<P: Ports>(ports: &P, message: &MessageId) -> Result<Option<Vec<CaseId>>, PortError> {
    let message: Option<Message> = load(ports, &message_key(message)).await?;
    let spec = message.map(|it| it.spec).filter(|it| it.about == About::Visit && !it.covers.is_empty());
    Ok(spec.map(|it| it.covers.into_iter().map(|it| it.case).collect()))
}

/// The visits of those patients that are ahead, the earliest first; none at all where one begins later than it says.
async fn told_of<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    thread: &Thread,
    people: &[Patient],
    now: Timestamp,
) -> Result<Vec<Case>, PortError> {
    let mut visits: Vec<Case> = Vec::new();
    let takes_messages = |it: &&Patient| {
        [Channel::Whatsapp, Channel::Sms].into_iter().any(|on| it.consents_to(Purpose::Care, on, clinic))
    };
    for patient in people.iter().filter(takes_messages) {
        let mut keys = listed(ports, clinic, patient, now).await?;
        keys.extend(thread.spoke_of.iter().map(|it| case_key(&clinic.id, it)));
        for key in keys {
            let Some(case): Option<Case> = load(ports, &key).await? else { continue };
            let is_theirs = patient.is_known_as(&case.patient) && case.stands_at(case.version, now);
            if is_theirs && is_told(clinic, &case) && visits.iter().all(|it| it.id != case.id) {
                visits.push(Case { patient: patient.id.clone(), ..case });
            }
        }
    }
    if visits.iter().any(is_late) {
        return Ok(Vec::new());
    }
    visits.sort_by_key(|it| it.anchor.at);
    Ok(visits)
}

/// Under which keys a patient's visits of the next days are.
async fn listed<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    patient: &Patient,
    now: Timestamp,
) -> Result<Vec<Key>, PortError> {
    // Further west it may still be the day before.
    let yesterday = clinic.time_zone.local(now).date().saturating_sub(1.day());
    let mut keys = Vec::new();
    for day in yesterday.series(1.day()).take(1 + DAYS) {
        for id in std::iter::once(&patient.id).chain(&patient.aliases) {
            let list = day_list(&clinic.id, day);
            keys.extend(ports.table().list(&list, &day_prefix(id), None, PAGE_ITEMS_MAX).await?.entries);
        }
    }
    Ok(keys)
}

/// Whether the clinic says anything of such a visit before it: of some services nothing is written.
fn is_told(clinic: &Clinic, case: &Case) -> bool {
    let service = case.service().map(Phi::expose);
    let on_site = case.modality() == Modality::OnSite;
    let tells = |it: &Step| {
        !it.follows_visit()
            && it.purpose == Purpose::Care
            && it.is_for(service.map(String::as_str))
            && (on_site || !it.only_on_site)
    };
    !case.is_notice() && clinic.journey(Topic::Appointment).is_some_and(|it| it.steps.iter().any(tells))
}

/// Whether the clinic said that it begins later.
fn is_late(case: &Case) -> bool {
    matches!(case.subject, Subject::Appointment { delay_minutes: Some(1..), .. })
}

/// Patient by patient.
fn each(visits: Vec<Case>) -> Vec<TheirVisits> {
    let mut theirs: Vec<TheirVisits> = Vec::new();
    for case in visits {
        let known = known_of(&case);
        let covered = Covered { case: case.id, version: case.version };
        match theirs.iter_mut().find(|it| it.patient == case.patient) {
            Some(it) if it.visits.len() < VISITS_MAX => {
                it.visits.push(covered);
                it.known.retain(|it| known.contains(it));
            }
            Some(_) => {}
            None => theirs.push(TheirVisits { patient: case.patient, visits: vec![covered], known }),
        }
    }
    theirs
}

fn known_of(case: &Case) -> Vec<Detail> {
    let is_at_a_site = case.site().is_some() || case.modality() != Modality::OnSite;
    let whom = case.practitioner().map(|_| Detail::Whom);
    [Some(Detail::When), whom, is_at_a_site.then_some(Detail::Where)].into_iter().flatten().collect()
}
