//! Secrets on Secrets Manager: each a JSON object of texts.

use std::collections::BTreeMap;
use std::fmt;

use aws_sdk_secretsmanager::Client;
use ports::PortError;

use crate::error::port_error;

/// The name under which failures are reported.
const SECRETS: &str = "secrets";
/// For how long a secret that was read is used, in seconds: a rotated one is in use everywhere after that.
pub const SECRET_SECONDS: i64 = 300;

/// A secret of the deployment.
#[derive(Debug, Clone)]
pub struct Secret {
    client: Client,
    id: String,
}

impl Secret {
    /// The secret of that name or ARN.
    #[must_use]
    pub const fn new(client: Client, id: String) -> Self {
        Self { client, id }
    }

    /// Its current value.
    ///
    /// # Errors
    /// When it cannot be read, or is not a JSON object of texts.
    pub async fn read(&self) -> Result<SecretValue, PortError> {
        let request = self.client.get_secret_value().secret_id(&self.id);
        let answer = request.send().await.map_err(|error| port_error(SECRETS, &error))?;
        value_of(&self.id, answer.secret_string().unwrap_or_default())
    }
}

/// What the text of the secret of that name or ARN holds.
fn value_of(id: &str, text: &str) -> Result<SecretValue, PortError> {
    serde_json::from_str(text).map(SecretValue).map_err(|_| PortError::Refused {
        port: SECRETS,
        detail: format!("{id} is not a JSON object of texts"),
    })
}

/// What a secret holds. It does not print.
#[derive(Clone)]
pub struct SecretValue(BTreeMap<String, String>);

impl SecretValue {
    /// A field, without blanks around it, which come along when a value is pasted; empty when the secret has none of
    /// that name, which nothing verifies and no provider accepts. What we sign with is a [`key`](Self::key).
    #[must_use]
    pub fn field(&self, name: &str) -> &str {
        let value = self.0.get(name).map_or("", |it| it.trim());
        if value.is_empty() {
            tracing::error!(field = name, "a secret has no such field");
        }
        value
    }

    /// A field to sign with.
    ///
    /// # Errors
    /// When the secret has none of that name: what is signed without a key, everybody can sign.
    pub fn key(&self, name: &str) -> Result<&str, PortError> {
        let value = self.field(name);
        if value.is_empty() {
            return Err(PortError::Refused { port: SECRETS, detail: format!("a secret has no {name}") });
        }
        Ok(value)
    }
}

impl fmt::Debug for SecretValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretValue({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use aws_config::timeout::TimeoutConfig;
    use aws_config::{BehaviorVersion, SdkConfig};

    use super::*;

    #[test]
    fn a_service_that_does_not_answer_is_waited_for_in_all_and_not_at_each_attempt() {
        let sdk = SdkConfig::builder().behavior_version(BehaviorVersion::v2026_01_12()).build();
        let secret = crate::secret(&sdk, "TWILIO_SECRET", str::to_owned);
        let timeouts = secret.client.config().timeout_config();
        let all = Duration::from_secs(crate::SECRET_READ_SECONDS);
        assert_eq!(timeouts.and_then(TimeoutConfig::operation_timeout), Some(all));
    }

    #[test]
    fn a_secret_gives_its_fields_and_prints_none() {
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let secret = SecretValue(BTreeMap::from([field("app_secret", " s3cret\n"), field("empty", " ")]));
        let fields = ["app_secret", "empty", "verify_token"].map(|it| secret.field(it));
        assert_eq!(fields, ["s3cret", "", ""]);
        let keys = ["app_secret", "empty", "verify_token"].map(|it| secret.key(it).ok());
        assert_eq!(keys, [Some("s3cret"), None, None], "nothing is signed with an empty key");
        assert_eq!(format!("{secret:?}"), "SecretValue(2)");
    }

    #[test]
    fn a_secret_that_does_not_read_is_named_and_not_quoted() {
        for text in ["s3cret", "[\"s3cret\"]", r#"{"app_secret":["s3cret"]}"#, ""] {
            let error = value_of("pulso/meta-webhooks", text).map(|_| ()).map_err(|it| it.to_string());
            let told = "secrets refused: pulso/meta-webhooks is not a JSON object of texts";
            assert_eq!(error, Err(told.to_owned()), "{text}");
        }
    }
}
