//! Whom words name, where several people are known by one number.

use domain::clinic::Clinic;
use domain::mention::{mentions, named_of, names_beside};
use domain::message::Message;
use domain::patient::Patient;
use domain::phi::Phi;
use domain::thread::Thread;
use jiff::Timestamp;
use ports::commit::load;
use ports::patients::standing_patient;
use ports::records::message_key;
use ports::{PortError, Ports};

/// Of a household, whom words name.
#[derive(Default)]
pub(super) struct Named {
    /// Whom the only open question is about.
    asked: bool,
    /// Another one.
    another: bool,
    /// Another one, by a name that is no part of the name of the one asked about.
    beside: bool,
}

impl Named {
    pub(super) fn only_another(&self) -> bool {
        self.another && !self.asked
    }

    pub(super) fn both(&self) -> bool {
        self.beside && self.asked
    }
}

/// Nobody is looked for where one person alone is known, or not exactly one question is open.
pub(super) async fn named<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    thread: &Thread,
    text: &Phi<String>,
    now: Timestamp,
) -> Result<Named, PortError> {
    let open = thread.open_visits(now);
    let ([only], true) = (open.as_slice(), thread.patients.len() > 1) else { return Ok(Named::default()) };
    let message: Option<Message> = load(ports, &message_key(only)).await?;
    let asked = message.as_ref().and_then(|it| it.spec.to.patient());
    let Some(asked) = asked else { return Ok(Named::default()) };
    let asked = standing_patient(ports, &clinic.id, asked).await?;
    let mut people: Vec<Patient> = Vec::new();
    for link in &thread.patients {
        let Some(patient) = standing_patient(ports, &clinic.id, &link.patient).await? else { continue };
        // Two that became one are one person.
        if people.iter().all(|it| it.id != patient.id) {
            people.push(patient);
        }
    }
    Ok(named_by(text.expose(), asked.as_ref(), &people))
}

fn named_by(text: &str, asked: Option<&Patient>, people: &[Patient]) -> Named {
    let mut named = Named::default();
    let asked_name = asked.map_or("", given_name);
    let called: Vec<(&str, &str)> = people.iter().map(|it| (given_name(it), family_name(it))).collect();
    for (person, is_named) in people.iter().zip(named_of(text, &called)) {
        if !is_named {
            continue;
        }
        if asked.is_some_and(|it| it.id == person.id) {
            named.asked = true;
            continue;
        }
        named.another = true;
        let given = given_name(person);
        let by_family = !mentions(text, given);
        named.beside |= by_family || names_beside(text, asked_name, given);
    }
    named
}

pub(super) fn given_name(patient: &Patient) -> &str {
    exposed(patient.given_name.as_ref())
}

pub(super) fn family_name(patient: &Patient) -> &str {
    exposed(patient.family_name.as_ref())
}

fn exposed(name: Option<&Phi<String>>) -> &str {
    name.map_or("", |it| it.expose().as_str())
}
