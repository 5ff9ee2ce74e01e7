//! What Meta tells of a WhatsApp Business account: its numbers, who is told what happens there, and whether a proof is
//! made with the app's secret.

use http::Response;
use serde_json::{Value, json};

use super::graph_error::{self, GRAPH_JSON, GraphError};
use super::webhooks::META_PATH;
use super::{Config, json_response, sign};

/// The answer to a proof that is not made of this token with this app's secret; without a proof nothing is refused.
pub(super) fn refused_proof(config: &Config, query: &str) -> Option<Response<Vec<u8>>> {
    let (_, proof) = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "appsecret_proof")?;
    let expected = sign::hub_signature(&config.app_secret, config.whatsapp_token.as_bytes());
    let refusal =
        GraphError::new(graph_error::INVALID, "Invalid appsecret_proof provided in the API argument");
    (expected.strip_prefix("sha256=") != Some(&*proof)).then(|| graph_error::response(&refusal))
}

/// An account's own fields, or one of its lists.
pub(super) fn answer(config: &Config, waba_id: &str, edge: &str) -> Response<Vec<u8>> {
    let numbers: Vec<_> = config.numbers.iter().filter(|it| it.waba_id == waba_id).collect();
    let body = match edge {
        _ if numbers.is_empty() => return graph_error::unknown_object(waba_id),
        "" => json!({"id": waba_id}),
        "phone_numbers" => {
            let calls = json!({"application": format!("{}{META_PATH}", config.public_url)});
            let number = |id: &str| json!({"id": id, "status": "CONNECTED", "webhook_configuration": calls});
            let data: Vec<Value> = numbers.iter().map(|it| number(&it.phone_number_id)).collect();
            json!({"data": data})
        }
        "subscribed_apps" => json!({"data": [{"whatsapp_business_api_data": {"id": "1", "name": "Pulso"}}]}),
        edge => return graph_error::unknown_object(edge),
    };
    json_response(200, GRAPH_JSON, &body)
}
