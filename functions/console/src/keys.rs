//! Which clinic a key belongs to, and in which role.

use std::fmt;

use channels::signature::equal;
use domain::ids::ClinicId;

use crate::rights::{Role, granted};

/// The clinics' keys.
#[derive(Clone)]
pub struct ClinicKeys(Vec<((ClinicId, Role), String)>);

impl fmt::Debug for ClinicKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClinicKeys({})", self.0.len())
    }
}

impl ClinicKeys {
    /// `clinic=key` and `clinic/role=key` pairs separated by commas; a key without a role may do everything, and a bare
    /// one is `default`'s, if there is a clinic. A clinic may have several: one for its own system, one for its front
    /// desk. An empty key is none: everybody knows it; nor is one that stands for two clinics or two roles: what one of
    /// them tells would become the other's.
    #[must_use]
    pub fn parse(text: &str, default: Option<&ClinicId>) -> Self {
        let pair = |part: &str| match part.split_once('=') {
            Some((_, "")) => None,
            Some((whose, key)) => {
                let (clinic, role) = granted(whose)?;
                ClinicId::new(clinic).ok().map(|clinic| ((clinic, role), key.to_owned()))
            }
            None => default.map(|clinic| ((clinic.clone(), Role::Manager), part.to_owned())),
        };
        let pairs: Vec<((ClinicId, Role), String)> =
            text.split(',').map(str::trim).filter(|it| !it.is_empty()).filter_map(pair).collect();
        let is_own = |(whose, key): &&((ClinicId, Role), String)| {
            pairs.iter().all(|(other, known)| other == whose || known != key)
        };
        Self(pairs.iter().filter(is_own).cloned().collect())
    }

    /// Whether one of them is for that clinic.
    #[must_use]
    pub fn has_one_for(&self, clinic: &ClinicId) -> bool {
        self.0.iter().any(|((known, _), _)| known == clinic)
    }

    /// The clinic of that key, and its role there. Every key is compared, in a time that tells nothing.
    pub(crate) fn opened_by(&self, key: &str) -> Option<(&ClinicId, Role)> {
        self.0.iter().fold(
            None,
            |found, ((clinic, role), known)| {
                if equal(key, known) { Some((clinic, *role)) } else { found }
            },
        )
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
        let of = |key: &str| keys.opened_by(key).map(|it| it.0.as_str());
        for (key, clinic) in
            [("a", Some("sol")), ("b", Some("luna")), ("c", Some("sol")), ("bare", Some("sol"))]
        {
            assert_eq!(of(key), clinic, "{key}");
        }
        for nobodys in ["", "A", "a ", "d", "e", "sol=a", "mar"] {
            assert_eq!(of(nobodys), None, "{nobodys:?}");
        }
        let shared = ClinicKeys::parse("sol=a,luna=a,sol=b,sol=b,luna=bare,bare", Some(&sol));
        let of = |key: &str| shared.opened_by(key).map(|it| it.0.as_str());
        assert_eq!(["a", "bare", "b"].map(of), [None, None, Some("sol")]);
    }

    #[test]
    fn a_key_has_the_role_that_stands_with_its_clinic_and_one_of_two_roles_has_none() {
        let sol = ClinicId::new("sol").unwrap();
        let text = "sol=all,sol/events=his, luna/agent=desk ,sol/calls=pbx=,sol/boss=x,sol/=y,/reader=z,ba/re,\
                    sol/reader=twice,sol=twice";
        let keys = ClinicKeys::parse(text, Some(&sol));
        let of = |key: &str| keys.opened_by(key).map(|(clinic, role)| format!("{clinic}/{}", role.as_str()));
        let known = [
            ("all", "sol/manager"),
            ("his", "sol/events"),
            ("desk", "luna/agent"),
            ("pbx=", "sol/calls"),
            ("ba/re", "sol/manager"),
        ];
        for (key, whose) in known {
            assert_eq!(of(key).as_deref(), Some(whose), "{key}");
        }
        for nobodys in ["x", "y", "z", "re", "twice", "sol/events"] {
            assert_eq!(of(nobodys), None, "{nobodys}");
        }
    }
}
