//! Settings, from the environment. What is missing gets a local default, which is printed at start.

use domain::ids::ClinicId;

/// The port when none is named.
pub const PORT: u16 = 8787;

/// What the process is set up with. Secrets that a provider signs with may be two, separated by a comma, while one
/// replaces the other.
#[derive(Clone)]
pub struct Settings {
    /// Signs Meta's webhooks; may be two.
    pub whatsapp_app_secret: String,
    /// Answers Meta's handshake.
    pub whatsapp_verify_token: String,
    /// Calls Meta's API.
    pub whatsapp_token: String,
    /// Twilio's account.
    pub twilio_account_sid: String,
    /// Calls Twilio's API and signs its webhooks; may be two, of which the first calls.
    pub twilio_auth_token: String,
    /// The address under which providers reach us.
    pub public_url: String,
    /// A clinic's key, or pairs of `clinic=key` and `clinic/role=key`, separated by commas.
    pub clinic_api_key: String,
    /// Signs button payloads.
    pub button_key: String,
    /// Keys of clinics' own systems of slots, `clinic=key`.
    pub slot_system_keys: String,
    /// Real credentials were given: the real providers are called, and the clock is the real one.
    pub real_providers: bool,
}

/// Of secrets of which there may be two, the one in use: the first.
pub(crate) fn first_secret(secrets: &str) -> &str {
    secrets.split(',').next().unwrap_or_default().trim()
}

impl Settings {
    /// Reads the settings through `var`.
    pub fn from_vars(var: impl Fn(&str) -> Option<String>, port: u16) -> Self {
        let given = |name: &str| var(name).filter(|it| !it.trim().is_empty());
        let or = |name: &str, local: &str| given(name).unwrap_or_else(|| local.to_owned());
        let real_providers = given("WHATSAPP_TOKEN").is_some();
        Self {
            whatsapp_app_secret: or("WHATSAPP_APP_SECRET", "local-app-secret"),
            whatsapp_verify_token: or("WHATSAPP_VERIFY_TOKEN", "local-verify-token"),
            whatsapp_token: or("WHATSAPP_TOKEN", "local-whatsapp-token"),
            twilio_account_sid: or("TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000000"),
            twilio_auth_token: or("TWILIO_AUTH_TOKEN", "local-twilio-token"),
            public_url: or("PUBLIC_URL", &format!("http://127.0.0.1:{port}")),
            clinic_api_key: or("CLINIC_API_KEY", "local-clinic-key"),
            button_key: or("BUTTON_KEY", "local-button-key"),
            slot_system_keys: or("SLOT_SYSTEM_KEYS", "sol=local-slot-system-key"),
            real_providers,
        }
    }

    /// All of them, under their names in the environment.
    #[must_use]
    pub fn named(&self) -> [(&'static str, &str); 9] {
        [
            ("WHATSAPP_APP_SECRET", &self.whatsapp_app_secret),
            ("WHATSAPP_VERIFY_TOKEN", &self.whatsapp_verify_token),
            ("WHATSAPP_TOKEN", &self.whatsapp_token),
            ("TWILIO_ACCOUNT_SID", &self.twilio_account_sid),
            ("TWILIO_AUTH_TOKEN", &self.twilio_auth_token),
            ("PUBLIC_URL", &self.public_url),
            ("CLINIC_API_KEY", &self.clinic_api_key),
            ("BUTTON_KEY", &self.button_key),
            ("SLOT_SYSTEM_KEYS", &self.slot_system_keys),
        ]
    }

    /// Of the secrets that outsiders are believed by, those that are not set: where real providers are called, a
    /// default that everybody can read would let anybody in.
    pub fn unset_secrets(var: impl Fn(&str) -> Option<String>) -> Vec<&'static str> {
        const BELIEVED_BY: [&str; 5] = [
            "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN", "TWILIO_AUTH_TOKEN", "CLINIC_API_KEY",
            "BUTTON_KEY",
        ];
        BELIEVED_BY.into_iter().filter(|name| var(name).is_none_or(|it| it.trim().is_empty())).collect()
    }

    /// A key of that clinic that may do everything, for the local page and commands.
    #[must_use]
    pub fn key_of(&self, clinic: &ClinicId) -> Option<&str> {
        let own = |part: &&str| {
            part.split_once('=')
                .is_none_or(|(whose, _)| whose.strip_suffix("/manager").unwrap_or(whose) == clinic.as_str())
        };
        let part = self.clinic_api_key.split(',').map(str::trim).find(own)?;
        Some(part.split_once('=').map_or(part, |(_, key)| key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_for_everything_is_taken_and_no_key_of_a_lesser_role() {
        let sol = ClinicId::new("sol").ok();
        let key = |keys: &str| {
            let settings = Settings::from_vars(|_| Some(keys.to_owned()), PORT);
            sol.as_ref().and_then(|it| settings.key_of(it).map(str::to_owned))
        };
        for keys in ["sol/events=his,sol=all", "luna=hers,sol/manager=all,sol=other", "all"] {
            assert_eq!(key(keys).as_deref(), Some("all"), "{keys}");
        }
        assert_eq!(key("sol/events=his,luna/manager=hers"), None);
    }

    #[test]
    fn every_secret_that_lets_somebody_in_is_asked_for() {
        let all_but = |unset: &'static str| move |name: &str| (name != unset).then(|| "set".to_owned());
        assert_eq!(Settings::unset_secrets(all_but("PUBLIC_URL")), [""; 0]);
        for name in [
            "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN", "TWILIO_AUTH_TOKEN", "CLINIC_API_KEY",
            "BUTTON_KEY",
        ] {
            assert_eq!(Settings::unset_secrets(all_but(name)), [name]);
        }
        assert_eq!(Settings::unset_secrets(|_| Some("  ".to_owned())).len(), 5, "blanks are nothing");
    }
}
