//! Which clinic a key belongs to.

use std::fmt;

use channels::signature::equal;
use domain::ids::ClinicId;

/// The clinics' keys.
#[derive(Clone)]
pub struct ClinicKeys(Vec<(ClinicId, String)>);

impl fmt::Debug for ClinicKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClinicKeys({})", self.0.len())
    }
}

impl ClinicKeys {
    /// `clinic=key` pairs separated by commas; a bare key is `default`'s, if there is a clinic. A clinic may have
    /// several: one for its own system, one for its front desk. An empty key is none: everybody knows it; nor is one
    /// that stands for two clinics: what one of them tells would become the other's.
    #[must_use]
    pub fn parse(text: &str, default: Option<&ClinicId>) -> Self {
        let pair = |part: &str| match part.split_once('=') {
            Some((_, "")) => None,
            Some((clinic, key)) => ClinicId::new(clinic).ok().map(|clinic| (clinic, key.to_owned())),
            None => default.map(|clinic| (clinic.clone(), part.to_owned())),
        };
        let pairs: Vec<(ClinicId, String)> =
            text.split(',').map(str::trim).filter(|it| !it.is_empty()).filter_map(pair).collect();
        let is_own = |(clinic, key): &&(ClinicId, String)| {
            pairs.iter().all(|(other, known)| other == clinic || known != key)
        };
        Self(pairs.iter().filter(is_own).cloned().collect())
    }

    /// Whether one of them is for that clinic.
    #[must_use]
    pub fn has_one_for(&self, clinic: &ClinicId) -> bool {
        self.0.iter().any(|(known, _)| known == clinic)
    }

    /// The clinic of that key. Every key is compared, in a time that tells nothing.
    #[must_use]
    pub fn clinic_of(&self, key: &str) -> Option<&ClinicId> {
        self.0
            .iter()
            .fold(None, |found, (clinic, known)| if equal(key, known) { Some(clinic) } else { found })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn each_key_is_its_clinics_and_an_empty_one_is_nobodys() {
        let sol = ClinicId::new("sol").unwrap();
        let keys = ClinicKeys::parse("sol=a, luna=b,sol=c,bare,mar=,=d,not an id=e", Some(&sol));
        let of = |key: &str| keys.clinic_of(key).map(ClinicId::as_str);
        for (key, clinic) in
            [("a", Some("sol")), ("b", Some("luna")), ("c", Some("sol")), ("bare", Some("sol"))]
        {
            assert_eq!(of(key), clinic, "{key}");
        }
        for nobodys in ["", "A", "a ", "d", "e", "sol=a", "mar"] {
            assert_eq!(of(nobodys), None, "{nobodys:?}");
        }
        let shared = ClinicKeys::parse("sol=a,luna=a,sol=b,sol=b,luna=bare,bare", Some(&sol));
        let of = |key: &str| shared.clinic_of(key).map(ClinicId::as_str);
        assert_eq!(["a", "bare", "b"].map(of), [None, None, Some("sol")]);
    }
}
