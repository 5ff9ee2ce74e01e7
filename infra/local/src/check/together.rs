//! What is wrong with clinics that run in one process, though nothing is with any of them.

use console::ClinicKeys;
use domain::clinic::Clinic;
use domain::delivery::Channel;

/// Where patients write to: what they write there is told apart by the number alone.
const WRITTEN_TO: [Channel; 2] = [Channel::Whatsapp, Channel::Sms];

/// Why these clinics cannot run together.
#[must_use]
pub fn clash(clinics: &[Clinic]) -> Option<String> {
    clinics.iter().enumerate().find_map(|(at, clinic)| {
        let before = &clinics[..at];
        if before.iter().any(|it| it.id == clinic.id) {
            return Some(format!("two directories are of the clinic '{}'", clinic.id));
        }
        WRITTEN_TO.into_iter().find_map(|channel| {
            let sender = clinic.sender_id(channel)?;
            let other = before.iter().find(|it| it.sender_id(channel).as_ref() == Some(&sender))?;
            let channel = channel.as_str();
            Some(format!(
                "'{}' and '{}' have one {channel} sender, {sender}: a number has one clinic",
                other.id, clinic.id
            ))
        })
    })
}

/// The clinics that none of these keys is for, as `CLINIC_API_KEY` has them: a bare key is the first clinic's.
#[must_use]
pub fn keyless(clinics: &[Clinic], keys: &str) -> Vec<String> {
    let keys = ClinicKeys::parse(keys, clinics.first().map(|it| &it.id));
    clinics.iter().filter(|it| !keys.has_one_for(&it.id)).map(|it| it.id.to_string()).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use domain::ids::ClinicId;

    use super::*;
    use crate::clinic_files::example;

    /// The example and a second clinic beside it.
    fn two() -> [Clinic; 2] {
        let mut luna = example();
        luna.id = ClinicId::new("luna").unwrap();
        luna.senders.whatsapp.as_mut().unwrap().phone_number_id = "2".to_owned();
        luna.senders.sms.as_mut().unwrap().from = "+541150000009".to_owned();
        [example(), luna]
    }

    #[test]
    fn a_number_has_one_clinic() {
        assert_eq!(clash(&two()), None);
        let [sol, mut luna] = two();
        luna.senders.whatsapp.clone_from(&sol.senders.whatsapp);
        let why = clash(&[sol, luna]).unwrap();
        assert!(why.starts_with("'sol' and 'luna' have one whatsapp sender, 106540352242922"), "{why}");
        assert_eq!(clash(&[example(), example()]).unwrap(), "two directories are of the clinic 'sol'");
    }

    #[test]
    fn a_bare_key_is_the_first_clinics_alone() {
        for (keys, without) in [
            ("a", &["luna"][..]),
            ("luna=b", &["sol"]),
            ("sol=a, luna=b", &[]),
            ("a,luna=b", &[]),
            ("sol=a,luna=", &["luna"]),
            ("sol=a,luna=a", &["sol", "luna"]),
            ("sol=a,luna=a,luna=b", &["sol"]),
            ("", &["sol", "luna"]),
        ] {
            assert_eq!(keyless(&two(), keys), without, "{keys}");
        }
    }
}
