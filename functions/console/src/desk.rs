//! The page on which staff work (`page/`), under `/desk`: files that are compiled in and the same for everybody, and
//! one that says where accounts are.
//!
//! Nothing of a clinic is in them. What they show they ask the interface for, with the key that whoever signs in types
//! or with the token of their account.
//!
//! A browser keeps them and asks each time whether they are still the same: after a deploy it has the new ones at once.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use frame::http::{Request, Response};

use crate::staff::Accounts;
use crate::unanswered::not_found;

/// What a browser may run and load for the page: nothing from elsewhere. Whom the page may ask is said after it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'; connect-src 'self'";

/// Nobody learns the address, and a browser that has been here comes back by HTTPS alone: staff type a key.
const HEADERS: [(&str, &str); 2] =
    [("referrer-policy", "no-referrer"), ("strict-transport-security", "max-age=31536000")];

/// What `/desk` itself is.
const INDEX: &str = "index.html";
/// What says where accounts are: `null` where there are none.
const ACCOUNTS: &str = "accounts.json";

/// The files by their names, as `build.rs` leaves them.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// Answers a request for a file of the page, by what comes after `/desk` in its path.
pub(crate) fn answer(request: &Request<'_>, rest: &[&str], accounts: Option<&Accounts>) -> Response {
    let name = match rest {
        [] => INDEX,
        [name] => *name,
        _ => return not_found(),
    };
    if request.method != "GET" {
        return Response::method_not_allowed(&["GET"]);
    }
    if name == ACCOUNTS {
        return Response::json(200, &accounts);
    }
    let Some((_, text)) = FILES.iter().find(|(known, _)| *known == name) else { return not_found() };
    let mut response = Response::text(200, content_type(name), *text);
    let origins = accounts.into_iter().flat_map(Accounts::origins);
    let policy = origins.fold(POLICY.to_owned(), |policy, origin| format!("{policy} {origin}"));
    // A browser may keep the policy with the file: another one is another file.
    let tag = tag(text, &policy);
    let known = request.header("if-none-match").unwrap_or_default();
    if known.split(',').any(|it| [&*tag, "*"].contains(&it.trim().trim_start_matches("W/"))) {
        response.status_code = 304;
        response.body.clear();
    }
    let own = [("cache-control", "no-cache"), ("etag", &tag), ("content-security-policy", &policy)];
    let headers = HEADERS.into_iter().chain(own).map(|(name, value)| (name.to_owned(), value.to_owned()));
    response.headers.extend(headers);
    response
}

/// What a file is known again by.
fn tag(text: &str, policy: &str) -> String {
    let mut hasher = DefaultHasher::new();
    (text, policy).hash(&mut hasher);
    format!("\"{:016x}\"", hasher.finish())
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

    use domain::civil::Zone;
    use domain::language::Language;
    use domain::phone::E164;
    use intake::{Defaults, Intake, Rejected, Unreadable};

    use super::*;

    /// How the page names a module that is loaded before it is asked for.
    const PRELOAD: &str = "<link rel=\"modulepreload";
    const WORDS: &str = include_str!("../page/words.js");
    const WRONG: &str = include_str!("../page/wrong.js");
    /// The example clinic.
    const EXAMPLE: &str = include_str!("../../../infra/clinics/sol/clinic.toml");

    /// An agenda in which nearly everything is wrong that can be.
    const WORST: &str = "\
turno;fecha;hora;nombre;telefono;email;idioma;modalidad;estado;duracion;pais;zona;documento;nacimiento;hora fin
w1;2027-03-12;09:30;Ana;;a@;xx;telepatía;tal vez;9999;Narnia;Aquí;?;ayer
w2;2027-03-12;09:30;Ana;1.15556E+12
w3;2200-01-01;09:30;Ana;0800 555 1234
w4;2020-01-01;09:30;Ana;011 15-5555-0901;;;;;;;;;1700-01-01
w5;2027-03-12;09:30;Ana;011 15-5555-0901;;;;;;;;;;09:00
w5;2027-03-12;09:30;Ana;011 15-5555-0901;;;;;;;;;;09:00
w5;2027-03-13;09:30;Ana;011 15-5555-0901
w6;2027-03-12;09:30;Ana;011 15-5555-0901;;;;;;;;;;;;more
w7;;;Ana;4444-5555 int 12
w8;2027-03-12;10:00;Ana;+9991234567890
w9;2027-03-12;10:00;Ana;123456789012345678
w10;2027-03-12;10:00;Ana;123
w11;2027-03-12;10:00;Ana;abc
w12;2027-03-28;02:30;Ana;+34612345678;;;;;;ES;Europe/Madrid
w13;2027-03-12;10:00;Ana
w14;2027-03-12;10:00;Ana;011 15-1111-1111
w15;2027-03-12;10:00;Ana;011 5000-0001;ana@example.com
";

    /// What is answered to that method and file, where the browser has what these tags name.
    fn answered(method: &str, rest: &[&str], known: &str) -> Response {
        let event = serde_json::json!({
            "rawPath": "/desk",
            "headers": { "If-None-Match": known },
            "requestContext": { "http": { "method": method } },
        });
        answer(&Request::from_event(event.to_string().as_bytes()).unwrap(), rest, None)
    }

    fn read(agenda: &[u8]) -> Result<Intake, Unreadable> {
        let zone = Zone::new("America/Argentina/Buenos_Aires").unwrap();
        let own_numbers = vec![E164::new("+541150000001").unwrap()];
        let campaigns = Vec::new();
        let defaults =
            Defaults { zone, country: "AR".to_owned(), language: Language::Es, own_numbers, campaigns };
        intake::agenda::read(agenda, &defaults, "2027-03-09T20:00:00Z".parse().unwrap())
    }

    /// What the page has Spanish for: the interface's words, whose `{…}` are anything.
    fn known_problems() -> Vec<&'static str> {
        let (_, list) = WRONG.split_once("const PROBLEMS = {\n").unwrap();
        let (list, _) = list.split_once("\n};").unwrap();
        let key = |line: &'static str| {
            let line = line.trim_start();
            let quote = line.chars().next().filter(|it| matches!(it, '\'' | '"'))?;
            line[1..].split_once(&format!("{quote}:")).map(|(words, _)| words)
        };
        list.lines().filter_map(key).collect()
    }

    /// Whether words are those of a pattern.
    fn fits(pattern: &str, words: &str) -> bool {
        let mut pieces = pattern.split('{').map(|it| it.split_once('}').map_or(it, |(_, after)| after));
        let Some(mut rest) = pieces.next().and_then(|it| words.strip_prefix(it)) else { return false };
        for piece in pieces {
            let Some(at) = rest.rfind(piece) else { return false };
            rest = &rest[at + piece.len()..];
        }
        rest.is_empty()
    }

    #[test]
    fn what_is_wrong_with_an_agenda_is_said_in_spanish_too() {
        const SAMPLE: &[u8] = include_bytes!("../../../tests/agendas/agenda-2027-03-10.csv");
        let files = [SAMPLE, WORST.as_bytes()].map(|it| read(it).unwrap());
        let rows: Vec<Rejected> =
            files.into_iter().flat_map(|it| it.rejected.into_iter().chain(it.warnings)).collect();
        let (_, fields) = WRONG.split_once("const FIELDS = {\n").unwrap();
        let (fields, _) = fields.split_once("\n};").unwrap();
        for row in &rows {
            assert!(fields.contains(&format!(" {}: '", row.field)), "{row:?}");
        }
        let unreadable = ["", "PK\0", "nombre\nAna"].map(|it| read(it.as_bytes()).unwrap_err().to_string());
        let known = known_problems();
        for words in rows.into_iter().map(|it| it.reason).chain(unreadable) {
            assert!(known.iter().any(|it| fits(it, &words)), "{words}");
        }
    }

    #[test]
    fn the_page_knows_what_the_examples_surveys_are_about() {
        let (_, known) = WORDS.split_once("const TOPICS = {\n").unwrap();
        let (known, _) = known.split_once("\n};").unwrap();
        let topics: Vec<&str> = EXAMPLE
            .split("[[surveys.topics]]\nname = \"")
            .skip(1)
            .filter_map(|it| it.split('"').next())
            .collect();
        assert!(!topics.is_empty());
        for topic in topics {
            assert!(known.contains(&format!(" {topic}: [")), "{topic}");
        }
    }

    #[test]
    fn every_file_of_the_folder_is_served_without_its_comments_and_nothing_else_is_lost() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("page");
        let files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|it| it.unwrap().path()).collect();
        for file in &files {
            let name = file.file_name().unwrap().to_str().unwrap();
            let served = answered("GET", &[name], "");
            assert_eq!(served.status_code, 200, "{name}");
            let mut left = served.body.lines().filter(|it| !it.contains(PRELOAD)).peekable();
            for line in std::fs::read_to_string(file).unwrap().lines().map(str::trim) {
                if left.next_if_eq(&line).is_none() {
                    let is_comment = ["//", "/*", "* ", "*/"].iter().any(|it| line.starts_with(it));
                    assert!(is_comment || line.is_empty(), "{name}: {line}");
                }
            }
            assert_eq!(left.next(), None, "{name}");
        }
        assert_eq!(FILES.len(), files.len());
        assert_eq!(answered("GET", &[], ""), answered("GET", &[INDEX], ""));
    }

    #[test]
    fn the_page_has_its_modules_loaded_at_once() {
        let page = answered("GET", &[], "").body;
        let named: Vec<&str> = page.lines().filter(|it| it.contains(PRELOAD)).collect();
        let modules: Vec<String> = FILES
            .iter()
            .filter(|(name, _)| content_type(name).starts_with("text/javascript"))
            .map(|(name, _)| format!("{PRELOAD}\" href=\"/desk/{name}\">"))
            .collect();
        assert_eq!(named, modules);
        assert!(modules.len() > 20, "{modules:?}");
    }

    #[test]
    fn what_a_browser_has_is_not_sent_again_and_what_is_new_is() {
        let (first, other) = (answered("GET", &["desk.js"], ""), answered("GET", &["page.js"], ""));
        let tag = |it: &Response| it.headers["etag"].clone();
        assert_eq!(first.headers["cache-control"], "no-cache");
        assert_eq!(first.headers["strict-transport-security"], "max-age=31536000");
        for known in [tag(&first), format!("W/{}", tag(&first)), format!("{}, {}", tag(&other), tag(&first))]
        {
            let again = answered("GET", &["desk.js"], &known);
            assert_eq!((again.status_code, again.body.as_str()), (304, ""), "{known}");
            assert_eq!(again.headers, first.headers, "{known}");
        }
        for known in [tag(&other), "\"\"".to_owned(), tag(&first).replace('"', "")] {
            assert_eq!(answered("GET", &["desk.js"], &known), first, "{known}");
        }
        // Where accounts are is asked for anew, and so is what may be kept by it.
        assert_eq!(answered("GET", &[ACCOUNTS], "").headers["cache-control"], "no-store");
        assert_ne!(super::tag("text", POLICY), super::tag("text", "another"));
    }
}
