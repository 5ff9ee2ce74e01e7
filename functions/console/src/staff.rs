//! Staff who have accounts of their own: who asks, and of which of their clinics.
//!
//! An OIDC issuer signs people in. The gateway checks its token before a request under `/staff` comes here and hands on
//! what the token claims; no other route has claims. What somebody does then stands under the name of their account,
//! whatever they write, and each request leaves a line in the log with the account's opaque id.
//!
//! An account opens every address of its clinics: there are no roles.

use domain::ids::ClinicId;
use domain::thread::desk::AGENT_CHARS_MAX;
use frame::http::{Request, Response};
use jiff::Timestamp;
use ports::Ports;
use serde::Serialize;

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
    /// The claim that lists the ids of a person's clinics.
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

#[derive(Serialize)]
struct Me<'a> {
    name: &'a str,
    clinics: Vec<Named<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    id: &'a str,
    name: &'a str,
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
        return Response::error(401, "unauthorized", "an account's token is needed: Authorization: Bearer …");
    };
    let response = of_person(ports, accounts, &person, path, request, now).await;
    tracing::info!(
        person = person.subject,
        method = &*request.method,
        address = loggable(path),
        status = response.status_code,
        "one of the staff asked"
    );
    response
}

/// An address as it may stand in the log: what is no id may be anything, a patient's name too.
fn loggable(path: &[&str]) -> String {
    let parts: Vec<&str> = path.iter().map(|it| if ClinicId::new(*it).is_ok() { *it } else { "?" }).collect();
    parts.join("/")
}

async fn of_person<P: Ports>(
    ports: &P,
    accounts: &Accounts,
    person: &Person<'_>,
    path: &[&str],
    request: &Request<'_>,
    now: Timestamp,
) -> Response {
    let claimed = request.claim(&accounts.clinics_claim).unwrap_or_default();
    let clinic = |id: &str| ports.directory().by_id(&ClinicId::new(id).ok()?);
    match path {
        ["me"] if request.method != "GET" => Response::method_not_allowed(&["GET"]),
        ["me"] => {
            let named =
                listed(claimed).filter_map(clinic).map(|it| Named { id: it.id.as_str(), name: &it.name });
            let clinics = named.collect();
            Response::json(200, &Me { name: &person.name, clinics })
        }
        [id, "v1", ..] => match listed(claimed).find(|it| it == id).and_then(clinic) {
            Some(clinic) => crate::answer(ports, clinic, Some(&person.name), &path[1..], request, now).await,
            None => Response::error(403, "forbidden", "this account does not open that clinic"),
        },
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
    fn a_logged_address_has_ids_only() {
        assert_eq!(loggable(&["sol", "v1", "cases", "a-1:2", "why"]), "sol/v1/cases/a-1:2/why");
        assert_eq!(
            loggable(&["sol", "v1", "threads", "Ana Pérez", "", "+5491155550101"]),
            "sol/v1/threads/?/?/?"
        );
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
