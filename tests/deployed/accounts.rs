//! Staff with accounts: the gateway lets in whom the issuer vouches for, to the clinics that their token lists.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::base::{Answer, exchange};
use crate::stack::{CLIENT_ID, KEY, Stack};

const SUBJECT: &str = "subject-of-marta";
const NAME: &str = "Marta Gómez";

fn claims(stack: &Stack) -> Value {
    let now = Timestamp::now().as_second();
    json!({
        "iss": stack.base.issuer, "aud": CLIENT_ID, "sub": SUBJECT, "name": NAME, "iat": now - 1, "exp": now + 600,
        "cognito:groups": ["sol/agent", "of-another-application"],
    })
}

pub(crate) fn signed_in(stack: &Stack) {
    let issue = |how: &str, claims: &Value| {
        let url = format!("{}/{how}", stack.base.issuer);
        exchange(&url, "POST", &[], claims.to_string().as_bytes()).body
    };
    let get = |path: &str, token: &str| -> Answer {
        stack.base.send("GET", path, &[("authorization", &format!("Bearer {token}"))], b"")
    };
    let marta = issue("sign", &claims(stack));

    let me = get("/staff/me", &marta);
    let clinics = json!([{ "id": "sol", "name": "Clínica del Sol", "role": "agent" }]);
    assert_eq!((me.status, me.json()), (200, json!({ "name": NAME, "clinics": clinics })), "{}", me.body);
    let agenda = get("/staff/sol/v1/cases?date=2028-01-10", &marta);
    assert_eq!((agenda.status, &agenda.json()["date"]), (200, &json!("2028-01-10")), "{}", agenda.body);
    assert_eq!(get("/staff/luna/v1/cases", &marta).status, 403);
    let resume = |token: &str| {
        let headers = [("authorization", &*format!("Bearer {token}"))];
        stack.base.send("POST", "/staff/sol/v1/resume", &headers, b"{}").status
    };
    assert_eq!(resume(&marta), 403, "that takes another role");

    // Whom the gateway does not let in.
    let changed = |name: &str, value: Value| {
        let mut claims = claims(stack);
        claims[name] = value;
        claims
    };
    let hour_ago = Timestamp::now().as_second() - 3_600;
    let manager = issue("sign", &changed("cognito:groups", json!(["sol"])));
    assert_eq!(resume(&manager), 200);
    let refused = [
        ("nobody", String::new()),
        ("a clinic's key", KEY.to_owned()),
        ("a token that ended", issue("sign", &changed("exp", json!(hour_ago)))),
        ("a token for another application", issue("sign", &changed("aud", json!("another")))),
        ("another issuer's", issue("sign", &changed("iss", json!("https://id.example")))),
        ("one with a signature of another key", issue("forge", &claims(stack))),
    ];
    for (whose, token) in refused {
        for path in ["/staff/me", "/staff/sol/v1/cases"] {
            assert_eq!(get(path, &token).status, 401, "{whose} at {path}");
        }
    }
    // Nor is a token a key.
    assert_eq!(get("/v1/cases", &marta).status, 401);

    let page = stack.base.send("GET", "/desk", &[], b"");
    let ends = format!("connect-src 'self' {}", stack.base.issuer);
    assert!(page.policy.ends_with(&ends), "{}", page.policy);
    let accounts = stack.base.send("GET", "/desk/accounts.json", &[], b"").json();
    assert_eq!(accounts, json!({ "issuer": stack.base.issuer, "client_id": CLIENT_ID }));
}

/// Who asked what is in the log, by the account's id and without a name.
pub(crate) fn logged(stack: &Stack) {
    let log = stack.log("functions.log");
    let text = |it: &Value| it.to_string();
    let asked = log.iter().map(text).filter(|it| it.contains(SUBJECT)).collect::<Vec<_>>();
    let told = [
        ("ListCases", "2028-01-10", "200"),
        ("Resume", "agent", "403"),
        ("somebody asked of a clinic that is not theirs", "", "403"),
    ];
    for (what, of, status) in told {
        let is_told = |it: &String| [what, of, status].iter().all(|part| it.contains(part));
        assert!(asked.iter().any(is_told), "{what}: {asked:?}");
    }
    assert!(!log.iter().map(text).any(|it| it.contains(NAME)), "a name of staff is in the log");
}
