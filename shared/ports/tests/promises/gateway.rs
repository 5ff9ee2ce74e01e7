//! Whom a call goes to when somebody stands in for a provider.

use http::Uri;
use ports::gateway::{GatewayError, redirected};

fn uri(text: &'static str) -> Uri {
    Uri::from_static(text)
}

#[test]
fn a_stand_in_is_asked_what_its_provider_would_be() {
    let asked = uri("https://graph.facebook.com/v25.0/1/messages?fields=id");
    assert_eq!(redirected(&asked, None), Ok(asked.clone()));
    let there = uri("http://127.0.0.1:9000/ignored");
    let wanted = uri("http://127.0.0.1:9000/v25.0/1/messages?fields=id");
    assert_eq!(redirected(&asked, Some(&there)), Ok(wanted));
}

#[test]
fn nothing_is_sent_to_an_address_without_a_scheme() {
    let asked = uri("https://graph.facebook.com/v25.0");
    assert_eq!(redirected(&asked, Some(&uri("127.0.0.1:9000"))), Err(GatewayError::NotSent));
}
