//! The page on which staff work (`page/`), under `/desk`: files that are compiled in and the same for everybody, and one
//! that says where accounts are.
//!
//! Nothing of a clinic is in them. What they show they ask the interface for, with the key that whoever signs in types or
//! with the token of their account.

use frame::http::Response;

use crate::not_found;
use crate::staff::Accounts;

/// What a browser may run and load for the page: nothing from elsewhere. Whom the page may ask is said after it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'; connect-src 'self'";

const HEADERS: [(&str, &str); 2] =
    [("referrer-policy", "no-referrer"), ("x-content-type-options", "nosniff")];

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../page/", $name)))),+]
    };
}

/// What `/desk` itself is.
const INDEX: &str = "index.html";
/// What says where accounts are: `null` where there are none.
const ACCOUNTS: &str = "accounts.json";

const FILES: &[(&str, &str)] = files![
    "index.html",
    "icon.svg",
    "page.css",
    "desk.css",
    "main.js",
    "account.js",
    "page.js",
    "layout.js",
    "session.js",
    "signin.js",
    "state.js",
    "views.js",
    "parts.js",
    "inbox.js",
    "desk.js",
    "conversation.js",
    "ticket.js",
    "fields.js",
    "kept.js",
    "elements.js",
    "time.js",
    "words.js",
];

/// Answers a request for a file of the page, by what comes after `/desk` in its path.
pub(crate) fn answer(method: &str, rest: &[&str], accounts: Option<&Accounts>) -> Response {
    let name = match rest {
        [] => INDEX,
        [name] => *name,
        _ => return not_found(),
    };
    if method != "GET" {
        return Response::method_not_allowed(&["GET"]);
    }
    if name == ACCOUNTS {
        return Response::json(200, &accounts);
    }
    let Some((_, text)) = FILES.iter().find(|(known, _)| *known == name) else { return not_found() };
    let mut response = Response::text(200, content_type(name), *text);
    response.headers.extend(HEADERS.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let origins = accounts.into_iter().flat_map(Accounts::origins);
    let policy = origins.fold(POLICY.to_owned(), |policy, origin| format!("{policy} {origin}"));
    response.headers.insert("content-security-policy".to_owned(), policy);
    response
}

/// A browser runs no script and applies no style that is not called one.
fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.') {
        Some((_, "js")) => "text/javascript; charset=utf-8",
        Some((_, "css")) => "text/css; charset=utf-8",
        Some((_, "svg")) => "image/svg+xml",
        _ => "text/html; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::path::Path;

    use super::*;

    #[test]
    fn every_file_of_the_folder_is_served_as_it_is() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("page");
        let files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|it| it.unwrap().path()).collect();
        for file in &files {
            let name = file.file_name().unwrap().to_str().unwrap();
            let served = answer("GET", &[name], None);
            assert_eq!(served.status_code, 200, "{name}");
            assert_eq!(served.body, std::fs::read_to_string(file).unwrap(), "{name}");
        }
        assert_eq!(FILES.len(), files.len());
        assert_eq!(answer("GET", &[], None), answer("GET", &[INDEX], None));
    }
}
