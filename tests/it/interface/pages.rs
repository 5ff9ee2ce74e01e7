//! The two pages as a browser finds them: staff's at `/desk`, and at `/` the local one around it.

use std::collections::BTreeMap;
use std::path::Path;

use super::served;

/// A file, as it was answered.
struct File {
    content_type: String,
    policy: String,
    text: String,
}

/// Everything that a page loads, by its address: what it names, and what that imports.
fn loaded(page: &str) -> BTreeMap<String, File> {
    let (address, agent) = served();
    let (mut found, mut asked) = (BTreeMap::new(), vec![page.to_owned()]);
    while let Some(target) = asked.pop() {
        if found.contains_key(&target) {
            continue;
        }
        let request = http::Request::builder().uri(format!("{address}{target}"));
        let mut response = agent.run(request.body(Vec::<u8>::new()).unwrap()).unwrap();
        assert_eq!(response.status().as_u16(), 200, "{target}");
        let header = |name: &str| {
            response.headers().get(name).map(|it| it.to_str().unwrap().to_owned()).unwrap_or_default()
        };
        let (content_type, policy) = (header("content-type"), header("content-security-policy"));
        let text = response.body_mut().read_to_string().unwrap();
        asked.extend(named(&target, &text));
        found.insert(target, File { content_type, policy, text });
    }
    found
}

/// The addresses in a page's attributes and in a module's imports.
fn named(target: &str, text: &str) -> Vec<String> {
    let folder = target.rsplit_once('/').map_or("", |(folder, _)| folder);
    let begins: &[(&str, char)] = if is(target, "js") {
        &[("from '", '\''), ("import '", '\'')]
    } else {
        &[("href=\"", '"'), ("src=\"", '"')]
    };
    let mut named = Vec::new();
    for (begin, end) in begins {
        let rests = text.split(begin).skip(1);
        for name in rests.filter_map(|it| it.split(*end).next()).filter(|it| !it.starts_with("data:")) {
            named
                .push(name.strip_prefix("./").map_or_else(|| name.to_owned(), |it| format!("{folder}/{it}")));
        }
    }
    named
}

fn is(target: &str, kind: &str) -> bool {
    Path::new(target).extension().is_some_and(|it| it == kind)
}

fn files(folder: &str) -> usize {
    std::fs::read_dir(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(folder)).unwrap().count()
}

#[test]
fn both_pages_load_what_is_served_and_nothing_else_is() {
    let (desk, local) = (loaded("/desk"), loaded("/"));
    let of_desk = |files: &BTreeMap<String, File>| files.keys().filter(|it| it.starts_with("/desk")).count();
    assert_eq!(desk.len(), files("functions/console/page"), "{:?}", desk.keys());
    assert_eq!(local.len() - of_desk(&local), files("infra/local/page"), "{:?}", local.keys());
    for (target, file) in desk.iter().chain(&local) {
        assert!(file.policy.contains("frame-ancestors 'none'"), "{target}: {}", file.policy);
        let kind = match target {
            it if is(it, "js") => "text/javascript",
            it if is(it, "css") => "text/css",
            it if is(it, "svg") => "image/svg+xml",
            _ => "text/html",
        };
        assert_eq!(file.content_type.split(';').next(), Some(kind), "{target}");
    }
}

#[test]
fn what_a_browser_has_of_the_desk_is_not_sent_again() {
    let (address, agent) = served();
    for target in ["/desk", "/desk/main.js", "/desk/page.css"] {
        let ask = |known: &str| {
            let request = http::Request::builder().uri(format!("{address}{target}"));
            let request = request.header("if-none-match", known).body(Vec::<u8>::new()).unwrap();
            let mut response = agent.run(request).unwrap();
            let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
            let headers = ["etag", "cache-control", "content-security-policy"].map(header);
            (response.status().as_u16(), headers, response.body_mut().read_to_string().unwrap())
        };
        let (status, headers, text) = ask("\"another\"");
        assert_eq!((status, headers[1].as_str(), text.is_empty()), (200, "no-cache", false), "{target}");
        for known in [headers[0].clone(), format!("\"another\", W/{}", headers[0]), "*".to_owned()] {
            assert_eq!(ask(&known), (304, headers.clone(), String::new()), "{target} {known}");
        }
    }
}

#[test]
fn the_desk_is_one_address_with_a_policy_and_knows_no_simulator() {
    for (target, file) in loaded("/desk") {
        assert!(target.starts_with("/desk"), "{target}");
        assert!(!file.text.contains("/sim/"), "{target}");
        for rule in
            ["default-src 'none'", "script-src 'self'", "form-action 'none'", "frame-ancestors 'none'"]
        {
            assert!(file.policy.split("; ").any(|it| it == rule), "{target}: {}", file.policy);
        }
        // What a browser would refuse under that policy.
        for refused in ["<style", " style=\"", " onclick=\"", "eval("] {
            assert!(!file.text.contains(refused), "{target}: {refused}");
        }
    }
}
