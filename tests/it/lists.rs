//! Lists come in pages: one that is cut says so, and its pages together are the whole.

use serde_json::Value;
use tests::{Bundle, booked};

/// Everything that a list has under that name, page after page. `target` has a query.
pub(crate) fn pages(bundle: &Bundle, target: &str, name: &str) -> Vec<Vec<Value>> {
    let (mut pages, mut after) = (Vec::new(), String::new());
    loop {
        let answer = bundle.v1("GET", &format!("{target}{after}"), b"");
        assert_eq!(answer.status, 200, "{target}{after}: {}", answer.text);
        pages.push(answer.json[name].as_array().unwrap().clone());
        let Some(next) = answer.json["next"].as_str() else { return pages };
        after = format!("&after={}", encoded(next));
    }
}

pub(crate) fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn ids(pages: &[Vec<Value>]) -> Vec<Vec<&str>> {
    pages.iter().map(|page| page.iter().map(|it| it["id"].as_str().unwrap()).collect()).collect()
}

/// Three visits of a day, and three conversations that wait for a person.
fn three() -> Bundle {
    let bundle = Bundle::new();
    for (number, hour) in [(0, 12), (1, 10), (2, 11)] {
        let phone = format!("+549115555071{number}");
        let start = format!("2026-12-04T{hour}:00");
        bundle.tell(&booked(&format!("a{number}"), &format!("p{number}"), &phone, &start));
        bundle.write(&phone, "quiero hablar con alguien");
    }
    bundle
}

#[test]
fn the_pages_of_a_list_are_the_whole_list() {
    let bundle = three();
    let day = "/v1/cases?date=2026-12-04";
    assert_eq!(ids(&pages(&bundle, day, "cases")), [["a1", "a2", "a0"]]);
    assert_eq!(
        ids(&pages(&bundle, &format!("{day}&limit=2"), "cases")),
        [vec!["a1", "a0"], vec!["a2"]],
        "a day is cut by patient, a page in order of its starts"
    );
    let whole = pages(&bundle, "/v1/threads?state=waiting", "threads");
    assert_eq!((whole.len(), whole[0].len()), (1, 3));
    let single = pages(&bundle, "/v1/threads?limit=1", "threads");
    assert_eq!((single.len(), single.concat()), (3, whole.concat()));
}

#[test]
fn a_page_that_no_list_has_is_refused() {
    let bundle = three();
    for list in ["/v1/cases", "/v1/threads", "/v1/tickets", "/v1/surveys/answers"] {
        for (query, code) in
            [("limit=0", "invalid_limit"), ("limit=501", "invalid_limit"), ("after=x", "invalid_cursor")]
        {
            let answer = bundle.v1("GET", &format!("{list}?{query}"), b"");
            assert_eq!((answer.status, &answer.json["error"]["code"]), (400, &Value::from(code)), "{list}");
        }
    }
    // Where one list goes on is nowhere in another.
    let waiting = bundle.v1("GET", "/v1/threads?limit=1", b"").json;
    let after = encoded(waiting["next"].as_str().unwrap());
    let held = bundle.v1("GET", &format!("/v1/threads?state=held&agent=marta&after={after}"), b"");
    assert_eq!(held.status, 400, "{}", held.text);
}
