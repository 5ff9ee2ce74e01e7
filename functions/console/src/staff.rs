//! Staff who have accounts of their own: who asks, and of which of their clinics.
//!
//! An OIDC issuer signs people in. The gateway checks its token before a request under `/staff` comes here and hands on
//! what the token claims; no other route has claims. What somebody does then stands under the name of their account,
//! whatever they write, and what they ask leaves a line in the log with the account's opaque id.
//!
//! What an account may do is in the same claim: `sol` is everything at that clinic, `sol/reader` what that role may do
//! there (`rights`). Of several roles at a clinic the one that may most counts.

use domain::ids::ClinicId;
use domain::thread::desk::AGENT_CHARS_MAX;
use frame::http::{Request, Response};
use jiff::Timestamp;
use ports::Ports;
use serde::Serialize;

use crate::Caller;
use crate::rights::{Role, granted};
use crate::unanswered::not_found;

/// The claims that may name a person, best first; `sub` is always there.
const NAMES: [&str; 5] = ["name", "email", "preferred_username", "cognito:username", "sub"];

/// Where staff have accounts.
#[derive(Clone, Serialize)]
pub struct Accounts {
    /// The issuer's address, under which its configuration is found.
    issuer: String,
    /// As whom the page asks the issuer: a public client.
    client_id: String,
    /// The claim that lists a person's clinics, and their roles there.
    #[serde(skip)]
    clinics_claim: String,
    /// Where the issuer hands out tokens, if at another address.
    #[serde(skip)]
    token_origin: Option<String>,
}

impl Accounts {
    /// Accounts at an issuer, as a client of it; the claim lists somebody's clinics.
    #[must_use]
    pub fn new(
        issuer: String,
        client_id: String,
        clinics_claim: String,
        token_origin: Option<String>,
    ) -> Self {
        Self { issuer, client_id, clinics_claim, token_origin }
    }

    /// Whom the page asks beside this API, as a policy names them.
    pub(crate) fn origins(&self) -> impl Iterator<Item = &str> {
        [Some(origin(&self.issuer)), self.token_origin.as_deref()].into_iter().flatten()
    }
}

/// An address without its path.
fn origin(address: &str) -> &str {
    let host = address.find("://").map_or(0, |it| it + "://".len());
    address[host..].find('/').map_or(address, |path| &address[..host + path])
}

/// Somebody who signed in.
struct Person<'a> {
    /// The account's id at its issuer.
    subject: &'a str,
    /// What stands under what they do.
    name: String,
}

impl<'a> Person<'a> {
    fn of(request: &'a Request<'_>) -> Option<Self> {
        let subject = request.claim("sub").filter(|it| !it.is_empty())?;
        let name =
            NAMES.iter().filter_map(|it| request.claim(it)).map(str::trim).find(|it| !it.is_empty())?;
        Some(Self { subject, name: name.chars().take(AGENT_CHARS_MAX).collect() })
    }
}

/// The ids in a claim: the gateway writes a list as `[one two]`, and some issuers write none but `one,two`. So a group
/// whose name has spaces cannot be told from several.
fn listed(claim: &str) -> impl Iterator<Item = &str> {
    let is_between = |it: char| it.is_whitespace() || matches!(it, '[' | ']' | ',' | '"');
    claim.split(is_between).filter(|it| !it.is_empty())
}

/// The clinics that a claim opens, each in the last of its roles. Keycloak writes groups as paths: `/sol/reader`.
fn opened(claim: &str) -> Vec<(&str, Role)> {
    let mut opened: Vec<(&str, Role)> = Vec::new();
    for (clinic, role) in listed(claim).filter_map(|it| granted(it.strip_prefix('/').unwrap_or(it))) {
        match opened.iter_mut().find(|it| it.0 == clinic) {
            Some(known) => known.1 = known.1.max(role),
            None => opened.push((clinic, role)),
        }
    }
    opened
}

#[derive(Serialize)]
struct Me<'a> {
    name: &'a str,
    clinics: Vec<Named<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    id: &'a str,
    name: &'a str,
    role: Role,
}

/// Answers what comes under `/staff`: `/me`, and `/{clinic}/v1/…`, which is `/v1/…` of that clinic.
pub(crate) async fn answer<P: Ports>(
    ports: &P,
    accounts: &Accounts,
    path: &[&str],
    request: &Request<'_>,
    now: Timestamp,
) -> Response {
    let Some(person) = Person::of(request) else {
        return Response::unauthorized("an account's token is needed: Authorization: Bearer …");
    };
    of_person(ports, accounts, &person, path, request, now).await
}

async fn of_person<P: Ports>(
    ports: &P,
    accounts: &Accounts,
    person: &Person<'_>,
    path: &[&str],
    request: &Request<'_>,
    now: Timestamp,
) -> Response {
    let opened = opened(request.claim(&accounts.clinics_claim).unwrap_or_default());
    let known =
        |(id, role): &(&str, Role)| Some((ports.directory().by_id(&ClinicId::new(*id).ok()?)?, *role));
    match path {
        ["me"] if request.method != "GET" => Response::method_not_allowed(&["GET"]),
        ["me"] => {
            let named = opened.iter().filter_map(known).map(|(it, role)| Named {
                id: it.id.as_str(),
                name: &it.name,
                role,
            });
            Response::json(200, &Me { name: &person.name, clinics: named.collect() })
        }
        [id, "v1", ..] => {
            let Some((clinic, role)) = opened.iter().find(|it| it.0 == *id).and_then(known) else {
                let who = person.subject;
                tracing::info!(who, status = 403, "somebody asked of a clinic that is not theirs");
                return Response::error(403, "forbidden", "this account does not open that clinic");
            };
            let caller = Caller { who: person.subject, clinic, role, person: Some(&person.name) };
            crate::answer(ports, caller, &path[1..], request, now).await
        }
        _ => not_found(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_as_the_gateway_and_issuers_write_them() {
        for claim in ["[sol luna]", "sol,luna", "sol luna", r#"["sol", "luna"]"#] {
            assert_eq!(listed(claim).collect::<Vec<_>>(), ["sol", "luna"], "{claim}");
        }
        for none in ["", "[]", " , "] {
            assert_eq!(listed(none).count(), 0, "{none}");
        }
    }

    #[test]
    fn a_clinic_is_opened_in_the_last_of_its_roles() {
        use Role::{Agent, Manager, Reader};
        for (claim, expected) in [
            ("[sol luna/reader]", vec![("sol", Manager), ("luna", Reader)]),
            ("sol/agent,sol/reader", vec![("sol", Agent)]),
            ("[sol/reader luna sol]", vec![("sol", Manager), ("luna", Manager)]),
            ("[/sol/reader /luna]", vec![("sol", Reader), ("luna", Manager)]),
            ("[sol/Agent sol/boss sol/ //sol]", vec![]),
        ] {
            assert_eq!(opened(claim), expected, "{claim}");
        }
    }

    #[test]
    fn the_page_asks_the_issuer_and_where_it_hands_out_tokens() {
        let origins = |issuer: &str, token: Option<&str>| {
            let at = |it: &str| it.to_owned();
            let accounts = Accounts::new(at(issuer), at("desk"), at("roles"), token.map(at));
            accounts.origins().map(at).collect::<Vec<_>>()
        };
        assert_eq!(origins("https://id.example/realms/x", None), ["https://id.example"]);
        let cognito = origins("https://idp.example", Some("https://pool.example"));
        assert_eq!(cognito, ["https://idp.example", "https://pool.example"]);
    }
}
