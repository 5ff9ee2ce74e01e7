//! The clinic's e-mail at Amazon SES: the stack may send it, the account sends to anybody, and the address is verified.

use http::Request;
use ports::gateway::Gateway;
use serde_json::Value;

use super::Finding;

const CHECK: &str = "e-mail at Amazon SES";
/// SES's API; whoever signs puts it into the Region.
const SES_URL: &str = "https://email.amazonaws.com/v2/email";

/// Asks SES with the operator's rights.
pub(super) async fn email<G: Gateway>(gateway: &G, stack: &str, from: &str) -> Finding {
    checked(gateway, stack, from).await.unwrap_or_else(|finding| finding)
}

async fn checked<G: Gateway>(gateway: &G, stack: &str, from: &str) -> Result<Finding, Finding> {
    let wrong = |seen: &str, mend: &str| Err(Finding::wrong(CHECK, seen, mend));
    if ask(gateway, &format!("configuration-sets/{stack}")).await?.is_none() {
        return wrong(
            "the stack sends no e-mail, and the clinic has an address for it",
            "deploy with AwsMessaging=true, or take [senders.email] and the channel email out of the clinic's files",
        );
    }
    let account = ask(gateway, "account").await?.unwrap_or_default();
    if account["SendingEnabled"] == false {
        return wrong("SES has stopped the account", "see the reason on SES's page, and answer AWS there");
    }
    if account["ProductionAccessEnabled"] == false {
        return wrong(
            "the account is in SES's sandbox: verified addresses get mail, patients do not",
            "ask for production access on SES's page, in this Region",
        );
    }
    let domain = from.rsplit_once('@').map_or(from, |(_, domain)| domain);
    for identity in [domain, from] {
        let identity: String = form_urlencoded::byte_serialize(identity.as_bytes()).collect();
        let known = ask(gateway, &format!("identities/{identity}")).await?;
        if known.is_some_and(|it| it["VerifiedForSendingStatus"] == true) {
            return Ok(Finding::healthy(
                CHECK,
                format!("{from} is verified, and the account sends to anybody"),
            ));
        }
    }
    wrong(
        &format!("neither {domain} nor {from} is verified"),
        "verify the domain on SES's page, in this Region and with Easy DKIM, and set the records that it shows",
    )
}

/// What SES has at that path; nothing if it is not there. The error is the finding about it.
async fn ask<G: Gateway>(gateway: &G, path: &str) -> Result<Option<Value>, Finding> {
    let unreached =
        || Finding::wrong(CHECK, "SES is not reached", "see whether this Region has SES, and run it again");
    let request = Request::get(format!("{SES_URL}/{path}")).body(Vec::new()).map_err(|_| unreached())?;
    let answer = gateway.call(request).await.map_err(|_| unreached())?;
    match answer.status().as_u16() {
        200 => Ok(Some(serde_json::from_slice(answer.body()).unwrap_or_default())),
        404 => Ok(None),
        403 => Err(Finding::skipped(
            CHECK,
            "asking takes ses:GetAccount, ses:GetEmailIdentity and ses:GetConfigurationSet",
        )),
        status => Err(Finding::wrong(CHECK, format!("SES answers {status}"), "run it again")),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use http::Response;
    use ports::gateway::GatewayError;
    use serde_json::json;

    use super::*;

    /// SES with those things at their paths, and nothing else.
    struct Ses(Vec<(&'static str, u16, Value)>);

    impl Gateway for Ses {
        async fn call(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, GatewayError> {
            let path = request.uri().path().trim_start_matches("/v2/email/");
            let (status, body) =
                self.0.iter().find(|it| it.0 == path).map_or((404, Value::Null), |it| (it.1, it.2.clone()));
            Ok(Response::builder().status(status).body(body.to_string().into_bytes()).unwrap())
        }
    }

    /// What is found where SES is as it should be but for this.
    async fn found(path: &'static str, status: u16, body: Value) -> String {
        let mut there = vec![
            ("configuration-sets/pulso", 200, json!({})),
            ("account", 200, json!({"SendingEnabled": true, "ProductionAccessEnabled": true})),
            ("identities/sol.example", 200, json!({"VerifiedForSendingStatus": true})),
        ];
        there.retain(|it| it.0 != path);
        there.push((path, status, body));
        email(&Ses(there), "pulso", "turnos@sol.example").await.to_string()
    }

    #[tokio::test]
    async fn what_keeps_mail_from_patients_is_named() {
        for (path, status, body, told) in [
            ("account", 200, json!({"SendingEnabled": true, "ProductionAccessEnabled": true}), "ok       "),
            (
                "account",
                200,
                json!({"SendingEnabled": true, "ProductionAccessEnabled": false}),
                "in SES's sandbox",
            ),
            ("account", 200, json!({"SendingEnabled": false}), "SES has stopped the account"),
            ("account", 403, Value::Null, "skipped  e-mail at Amazon SES: asking takes ses:GetAccount"),
            ("account", 500, Value::Null, "SES answers 500"),
            ("configuration-sets/pulso", 404, Value::Null, "deploy with AwsMessaging=true"),
            (
                "identities/sol.example",
                200,
                json!({"VerifiedForSendingStatus": false}),
                "neither sol.example nor turnos@sol.example is verified",
            ),
        ] {
            let found = found(path, status, body).await;
            assert!(found.contains(told), "{found}");
        }
    }

    #[tokio::test]
    async fn an_address_is_verified_alone_too() {
        let there = vec![
            ("configuration-sets/pulso", 200, json!({})),
            ("account", 200, json!({"SendingEnabled": true, "ProductionAccessEnabled": true})),
            ("identities/turnos%40sol.example", 200, json!({"VerifiedForSendingStatus": true})),
        ];
        let found = email(&Ses(there), "pulso", "turnos@sol.example").await.to_string();
        assert!(
            found.starts_with("ok       e-mail at Amazon SES: turnos@sol.example is verified"),
            "{found}"
        );
    }
}
