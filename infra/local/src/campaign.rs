//! What a campaign would cost, before anybody is written to.
//!
//! Guarantees: the list is read as the bundle would read it, and every text is written with its person's own name, in
//! their language, for the first channel that reaches them. What it comes to if each message goes by the dearest channel
//! instead is said beside it.
//!
//! It does not know who agreed to marketing, who was told before, and who has no WhatsApp: the bundle does.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use anyhow::bail;
use domain::clinic::Clinic;
use domain::delivery::{Channel, Purpose};
use domain::event::PatientFacts;
use domain::journey::{Step, Topic};
use domain::language::Language;
use domain::money::Micros;
use intake::{Defaults, Rejected, agenda::people};
use jiff::Timestamp;

use crate::check::{amount, price, typical};

/// What a campaign would come to.
#[derive(Debug, PartialEq, Eq)]
pub struct Forecast {
    purpose: Purpose,
    currency: String,
    /// What is sent first, by channel and language.
    first: BTreeMap<(Channel, Language), Sum>,
    at_most: Micros,
    /// Whom no channel of the campaign reaches.
    unreached: usize,
    /// How many stand in the list with a phone that somebody else has, too.
    sharing: usize,
    /// The rows that nobody is told by.
    pub rejected: Vec<Rejected>,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Sum {
    messages: u64,
    segments: u64,
    price: Micros,
}

/// Reads a list for the campaign of that name, and counts what it would cost.
///
/// # Errors
///
/// The clinic has no such campaign, or the list cannot be read.
pub fn forecast(clinic: &Clinic, name: &str, list: &[u8], now: Timestamp) -> anyhow::Result<Forecast> {
    let Some(step) = clinic.step(Topic::Campaign, name) else {
        let steps = clinic.journey(Topic::Campaign).into_iter().flat_map(|it| &it.steps);
        let names: Vec<&str> = steps.map(|it| it.name.as_str()).collect();
        bail!("{} has no campaign {name:?}; its campaigns: {}", clinic.name, names.join(", "));
    };
    let read = match people::read(list, name, &Defaults::of(clinic), now) {
        Ok(read) => read,
        Err(error) => bail!("the list {error}"),
    };
    let mut forecast = Forecast {
        purpose: step.purpose,
        currency: clinic.rates.currency.clone(),
        first: BTreeMap::new(),
        at_most: Micros(0),
        unreached: 0,
        sharing: 0,
        rejected: read.rejected,
    };
    let mut phones = HashSet::new();
    for person in read.events.iter().filter_map(|(_, event)| event.patient.as_ref()) {
        let is_known = |phone: &domain::phone::E164| !phones.insert(phone.expose().to_owned());
        forecast.sharing += usize::from(person.phone.as_ref().is_some_and(is_known));
        forecast.count(clinic, step, person);
    }
    Ok(forecast)
}

impl Forecast {
    fn count(&mut self, clinic: &Clinic, step: &Step, person: &PatientFacts) {
        let language = person.language.unwrap_or_else(|| clinic.default_language());
        let Some(template) = clinic.template(&step.template, language) else { return };
        let value = |name: &str| match (name, &person.given_name, &person.family_name) {
            ("patient_given_name", Some(given), _) => given.expose().clone(),
            ("patient_full_name", Some(given), Some(family)) => {
                format!("{} {}", given.expose(), family.expose())
            }
            ("reference", ..) => step.name.clone(),
            _ => typical(clinic, name),
        };
        let priced = |channel: &Channel| {
            let has_address = match channel {
                Channel::Whatsapp | Channel::Sms => person.phone.is_some(),
                Channel::Email => person.email.is_some(),
            };
            let can = has_address && clinic.sender_id(*channel).is_some();
            let (segments, price) = price(clinic, template, *channel, value).filter(|_| can)?;
            Some((*channel, segments, price))
        };
        let ways: Vec<(Channel, Option<u32>, Micros)> = step.channels.iter().filter_map(priced).collect();
        let Some((channel, segments, price)) = ways.first() else {
            self.unreached += 1;
            return;
        };
        let sum = self.first.entry((*channel, language)).or_default();
        sum.messages += 1;
        sum.segments += u64::from(segments.unwrap_or_default());
        sum.price.0 += price.0;
        self.at_most.0 += ways.iter().map(|it| it.2.0).max().unwrap_or_default();
    }
}

impl fmt::Display for Forecast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "channel   language  messages  segments  {}", self.currency)?;
        for ((channel, language), sum) in &self.first {
            let segments = if sum.segments == 0 { "-".to_owned() } else { sum.segments.to_string() };
            writeln!(
                f,
                "{:8}  {:8}  {:>8}  {segments:>8}  {}",
                channel.as_str(),
                language.as_str(),
                sum.messages,
                amount(sum.price)
            )?;
        }
        let messages: u64 = self.first.values().map(|it| it.messages).sum();
        let price = Micros(self.first.values().map(|it| it.price.0).sum());
        writeln!(f, "{messages} messages come to {}, at most {}", amount(price), amount(self.at_most))?;
        if self.unreached > 0 {
            writeln!(f, "{} in the list are reached by no channel of the campaign", self.unreached)?;
        }
        if self.sharing > 0 {
            writeln!(f, "{} have the phone of somebody above them in the list", self.sharing)?;
        }
        if self.purpose == Purpose::Marketing {
            writeln!(f, "it is marketing: those who did not agree to it are left out")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::clinic_files::example;

    fn of(name: &str, list: &str) -> anyhow::Result<String> {
        let now = "2026-11-20T12:00:00Z".parse().unwrap();
        Ok(forecast(&example(), name, list.as_bytes(), now)?.to_string())
    }

    #[test]
    fn what_a_campaign_costs_is_said_before_anybody_is_written_to() {
        let list = "id;nombre;telefono;email;idioma\n\
                    1;Ana;011 15-5550-0104;;es\n\
                    2;Bob;011 15-5550-0105;bob@example.com;en\n\
                    3;Carla;;carla@example.com;es\n\
                    4;Dino;no tengo;;es\n\
                    1;Ana;011 15-5550-0104;;es\n\
                    5;Eva;011 15-5550-0104;;es\n";
        assert_eq!(
            of("yearly_check_up", list).unwrap(),
            "channel   language  messages  segments  USD\n\
             whatsapp  es               2         -  0.052000\n\
             whatsapp  en               1         -  0.026000\n\
             email     es               1         -  0.000100\n\
             4 messages come to 0.078100, at most 0.225100\n\
             1 have the phone of somebody above them in the list\n"
        );
        let marketing = of("new_centre", "nombre,telefono\nAna,011 15-5550-0104\n").unwrap();
        assert!(marketing.ends_with("it is marketing: those who did not agree to it are left out\n"));
        assert!(marketing.contains("1 messages come to 0.061800, at most 0.061800"), "{marketing}");
    }

    #[test]
    fn a_campaign_has_to_be_the_clinics_and_its_list_one_of_people() {
        let unknown = of("flu", "nombre,telefono\n").unwrap_err().to_string();
        assert_eq!(
            unknown,
            "Clínica del Sol has no campaign \"flu\"; its campaigns: yearly_check_up, new_centre"
        );
        let unread = of("new_centre", "fecha,hora\n1/2/2027,10:00\n").unwrap_err().to_string();
        assert!(unread.contains("the patient (a name, an id or a phone)"), "{unread}");
    }
}
