//! Patients and their phones.

use fastrand::Rng;

use super::Life;
use crate::clinics::Place;

/// A phone.
#[derive(Debug, Clone)]
pub(crate) struct Phone {
    /// In webhooks; `None` for somebody who does not show it.
    pub(crate) number: Option<String>,
    pub(crate) user_id: String,
    pub(crate) name: String,
    pub(crate) whatsapp: bool,
    pub(crate) sms: bool,
    /// Tells when messages are read.
    pub(crate) reads: bool,
}

impl Phone {
    pub(crate) fn unknown(address: &str) -> Self {
        Self {
            number: address.starts_with('+').then(|| address.to_owned()),
            user_id: format!(
                "AR.9{}",
                address.bytes().fold(7_u64, |sum, it| sum.wrapping_mul(31) + u64::from(it))
            ),
            name: "Nadie".to_owned(),
            whatsapp: true,
            sms: true,
            reads: true,
        }
    }
}

/// How somebody answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Persona {
    Silent,
    Usual,
    Chatty,
    /// Sooner or later writes STOP.
    Annoyed,
}

/// A patient, as their clinic knows them.
#[derive(Debug, Clone)]
pub(crate) struct Patient {
    pub(crate) clinic: usize,
    pub(crate) id: String,
    pub(crate) given_name: String,
    pub(crate) family_name: String,
    pub(crate) phone: String,
    pub(crate) email: Option<String>,
    pub(crate) language: &'static str,
    /// Where they live, if not where the clinic is.
    pub(crate) zone: Option<&'static str>,
    pub(crate) persona: Persona,
    /// Agreed to nothing on WhatsApp.
    pub(crate) refuses_whatsapp: bool,
    /// The record that this one is a duplicate of.
    pub(crate) twin_of: Option<usize>,
}

impl Patient {
    pub(crate) fn facts(&self) -> serde_json::Value {
        let mut facts = serde_json::json!({
            "id": self.id,
            "given_name": self.given_name,
            "family_name": self.family_name,
            "language": self.language,
        });
        if !self.phone.is_empty() {
            facts["phone"] = serde_json::json!(self.phone);
        }
        if let Some(email) = &self.email {
            facts["email"] = serde_json::json!(email);
        }
        if let Some(zone) = self.zone {
            facts["time_zone"] = serde_json::json!(zone);
        }
        if self.refuses_whatsapp {
            facts["consents"] = serde_json::json!([
                {"purpose": "care", "channel": "whatsapp", "granted": false, "evidence": "form 7"}
            ]);
        }
        facts
    }
}

/// So many of a hundred are on record twice.
const DUPLICATES_PERCENT: u32 = 4;

/// The names that everybody has a piece of: if one is found where it must not be, it came from here.
const GIVEN: [&str; 6] = ["Zulmara", "Quirce", "Xiomar", "Ñandeva", "Ywyra", "Óskarin"];
const FAMILY: [&str; 5] = ["Qanarik", "Zwetkov", "Jxarpe", "Wuñelfe", "Kztelar"];

/// A phone with a number that nobody has.
pub(super) fn new_phone(life: &mut Life, prefix: &str, digits: u32) -> String {
    let width = digits as usize;
    let numbers = (0..10_u64.pow(digits)).rev().map(|it| format!("{prefix}{it:0width$}"));
    let number = numbers.into_iter().find(|it| !life.by_address.contains_key(it)).unwrap_or_default();
    let user_id = format!("AR.2{:012}", life.phones.len());
    let phone = Phone { user_id, name: "Zulmara Qanarik".to_owned(), ..Phone::unknown(&number) };
    life.add_phone(&number, phone);
    number
}

/// One more patient of a clinic, whom it has under that number, if under any.
pub(super) fn newcomer(life: &mut Life, clinic: usize, phone: &str) -> usize {
    let index = life.patients.len();
    let id = format!("n{index}");
    life.by_id.insert((clinic, id.clone()), index);
    life.patients.push(Patient {
        clinic,
        id,
        given_name: GIVEN[index % GIVEN.len()].to_owned(),
        family_name: format!("{}{index}", FAMILY[index % FAMILY.len()]),
        phone: phone.to_owned(),
        email: phone.is_empty().then(|| format!("n{index}@zqmail.example")),
        language: "es",
        zone: None,
        persona: Persona::Usual,
        refuses_whatsapp: false,
        twin_of: None,
    });
    index
}

/// Some are on record twice, with the number they have or with one they had: until the clinic finds out.
fn duplicates(life: &mut Life, rng: &mut Rng) {
    let count = life.patients.len();
    for of in 0..count {
        if rng.u32(0..100) >= DUPLICATES_PERCENT {
            continue;
        }
        let mut twin = life.patients[of].clone();
        if rng.u32(0..3) == 0 {
            twin.phone.clone_from(&life.patients[rng.usize(0..count)].phone);
        }
        twin.id = format!("{}d{of}", twin.id);
        twin.twin_of = Some(of);
        life.patients.push(twin);
    }
}

/// Fills a world with patients.
pub(crate) fn people(life: &mut Life, places: &[Place], count: usize, rng: &mut Rng) {
    for index in 0..count {
        let clinic = rng.usize(0..places.len());
        let (prefix, digits) = places[clinic].mobile;
        // One in eight shares a phone with somebody before them: a family, or a patient of two clinics.
        let shared = (index > 0 && rng.u32(0..8) == 0).then(|| rng.usize(0..life.patients.len()));
        let phone = if let Some(other) = shared {
            life.patients[other].phone.clone()
        } else {
            let width = digits as usize;
            format!("{prefix}{:0width$}", (index as u64 * 7 + 13) % 10_u64.pow(digits))
        };
        let (given, family) = (GIVEN[rng.usize(0..GIVEN.len())], FAMILY[rng.usize(0..FAMILY.len())]);
        if !life.by_address.contains_key(&phone) {
            let user_id = format!("AR.{:013}", 1_000_000_000_000_u64 + index as u64);
            let hides = rng.u32(0..100) < 4;
            let new = Phone {
                number: (!hides).then(|| phone.clone()),
                user_id,
                name: format!("{given} {family}"),
                whatsapp: rng.u32(0..100) < 92,
                sms: rng.u32(0..100) < 97,
                reads: rng.u32(0..100) < 85,
            };
            life.add_phone(&phone, new);
        }
        let persona = match rng.u32(0..100) {
            0..40 => Persona::Silent,
            40..90 => Persona::Usual,
            90..97 => Persona::Chatty,
            _ => Persona::Annoyed,
        };
        let zone = (rng.u32(0..100) < 5).then_some(["Europe/Lisbon", "America/Bogota"][rng.usize(0..2)]);
        life.patients.push(Patient {
            clinic,
            // Clinics count their patients alike: the same id is another person at another clinic.
            id: format!("p{}", index / places.len()),
            given_name: given.to_owned(),
            family_name: format!("{family}{index}"),
            email: (rng.u32(0..100) < 30)
                .then(|| format!("{}{index}@zqmail.example", family.to_lowercase().replace('ñ', "n"))),
            phone,
            language: ["es", "es", "es", "en", "pt"][rng.usize(0..5)],
            zone,
            persona,
            refuses_whatsapp: rng.u32(0..100) < 3,
            twin_of: None,
        });
    }
    if life.clinics_learn {
        duplicates(life, rng);
    }
    // An id of one clinic names one person there.
    let mut seen = std::collections::BTreeSet::new();
    for (index, patient) in life.patients.iter_mut().enumerate() {
        if !seen.insert((patient.clinic, patient.id.clone())) {
            patient.id = format!("{}x{index}", patient.id);
        }
        life.by_id.insert((patient.clinic, patient.id.clone()), index);
    }
}
