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
        let fields = serde_json::from_str(answer.secret_string().unwrap_or_default());
        fields.map(SecretValue).map_err(|_| PortError::Refused {
            port: SECRETS,
            detail: "a secret is not a JSON object of texts".to_owned(),
        })
    }
}

/// What a secret holds. It does not print.
#[derive(Clone)]
pub struct SecretValue(BTreeMap<String, String>);

impl SecretValue {
    /// A field; empty when the secret has none of that name, which nothing verifies and no provider accepts.
    #[must_use]
    pub fn field(&self, name: &str) -> &str {
        let value = self.0.get(name).map_or("", String::as_str);
        if value.is_empty() {
            tracing::error!(field = name, "a secret has no such field");
        }
        value
    }
}

impl fmt::Debug for SecretValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretValue({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_gives_its_fields_and_prints_none() {
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let secret = SecretValue(BTreeMap::from([field("app_secret", "s3cret"), field("empty", "")]));
        let fields = ["app_secret", "empty", "verify_token"].map(|it| secret.field(it));
        assert_eq!(fields, ["s3cret", "", ""]);
        assert_eq!(format!("{secret:?}"), "SecretValue(2)");
    }
}
