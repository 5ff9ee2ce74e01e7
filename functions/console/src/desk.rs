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

/// What `/desk` itself is.
const INDEX: &str = "index.html";
/// What says where accounts are: `null` where there are none.
const ACCOUNTS: &str = "accounts.json";

/// The files by their names, as `build.rs` leaves them.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

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

    use domain::civil::Zone;
    use domain::language::Language;
    use intake::{Defaults, Intake, Rejected, Unreadable};

    use super::*;

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
";

    fn read(agenda: &[u8]) -> Result<Intake, Unreadable> {
        let zone = Zone::new("America/Argentina/Buenos_Aires").unwrap();
        let defaults = Defaults { zone, country: "AR".to_owned(), language: Language::Es };
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
            let served = answer("GET", &[name], None);
            assert_eq!(served.status_code, 200, "{name}");
            let mut left = served.body.lines().peekable();
            for line in std::fs::read_to_string(file).unwrap().lines().map(str::trim) {
                if left.next_if_eq(&line).is_none() {
                    let is_comment = ["//", "/*", "* ", "*/"].iter().any(|it| line.starts_with(it));
                    assert!(is_comment || line.is_empty(), "{name}: {line}");
                }
            }
            assert_eq!(left.next(), None, "{name}");
        }
        assert_eq!(FILES.len(), files.len());
        assert_eq!(answer("GET", &[], None), answer("GET", &[INDEX], None));
    }
}
