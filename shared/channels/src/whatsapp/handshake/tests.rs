use super::*;

fn check(query: &str, expected: &Handshake) {
    assert_eq!(handshake(form_urlencoded::parse(query.as_bytes()), "our token"), *expected, "{query}");
}

#[test]
fn the_challenge_comes_back_verbatim() {
    let challenge = |text: &str| Handshake::Challenge(text.to_owned());
    check("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=our+token", &challenge("1158201444"));
    check("hub.verify_token=our%20token&hub.challenge=007x&hub.mode=subscribe&more=1", &challenge("007x"));
    check("hub.mode=subscribe&hub.challenge=&hub.verify_token=our+token", &challenge(""));
}

#[test]
fn another_token_is_forbidden() {
    for token in ["", "our", "Our+token", "our+token+", "our+token%00"] {
        check(&format!("hub.mode=subscribe&hub.challenge=1&hub.verify_token={token}"), &Handshake::Forbidden);
    }
    let query = [("hub.mode", "subscribe"), ("hub.challenge", "1"), ("hub.verify_token", "")];
    assert_eq!(handshake(query, ""), Handshake::Forbidden);
}

#[test]
fn anything_else_is_malformed() {
    check("", &Handshake::Malformed);
    check("hub.mode=subscribe&hub.challenge=1", &Handshake::Malformed);
    check("hub.mode=subscribe&hub.verify_token=our+token", &Handshake::Malformed);
    check("hub.challenge=1&hub.verify_token=our+token", &Handshake::Malformed);
    check("hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=our+token", &Handshake::Malformed);
}
