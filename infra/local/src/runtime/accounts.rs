//! The accounts that the stand-ins play: the clinics' numbers and templates, and the secrets of the settings.

use channels::whatsapp::language::at_meta;
use domain::clinic::Clinic;

use super::settings::{Settings, first_secret};
use crate::standin;

/// How long Meta keeps a template's message for a phone that is off, in seconds.
const TEMPLATE_TTL_SECONDS: u32 = 12 * 60 * 60;

impl standin::Config {
    /// The accounts that the stand-ins play: the clinics' numbers, with all their templates approved.
    pub(crate) fn of(clinics: &[Clinic], settings: &Settings) -> Self {
        let number = |clinic: &Clinic| {
            let sender = clinic.senders.whatsapp.as_ref()?;
            let templates = clinic.templates.iter().filter_map(|(_, language, template)| {
                let form = template.whatsapp.as_ref()?;
                Some(standin::RegisteredTemplate {
                    name: form.name.clone(),
                    language: at_meta(language.as_str()).to_owned(),
                    category: standin::category_name(form.category).to_owned(),
                    body: form.body.source().to_owned(),
                    variables: form.body.variables().map(str::to_owned).collect(),
                    buttons: form.buttons.clone(),
                    flow: form.flow.clone(),
                    ttl_seconds: Some(TEMPLATE_TTL_SECONDS),
                })
            });
            Some(standin::WhatsappNumber {
                phone_number_id: sender.phone_number_id.clone(),
                waba_id: sender.waba_id.clone(),
                display_phone_number: sender.display_phone_number.trim_start_matches('+').to_owned(),
                portfolio_limit: sender.messaging_limit,
                templates: templates.collect(),
                flows: clinic
                    .surveys
                    .iter()
                    .filter_map(|it| it.flow.as_ref())
                    .map(|it| it.id.clone())
                    .collect(),
            })
        };
        Self {
            app_secret: first_secret(&settings.whatsapp_app_secret).to_owned(),
            whatsapp_token: settings.whatsapp_token.clone(),
            twilio_account_sid: settings.twilio_account_sid.clone(),
            twilio_auth_token: first_secret(&settings.twilio_auth_token).to_owned(),
            public_url: settings.public_url.clone(),
            slot_systems: settings.slot_system_keys.clone(),
            numbers: clinics.iter().filter_map(number).collect(),
            sms_numbers: clinics
                .iter()
                .filter_map(|it| it.senders.sms.as_ref())
                .map(|it| it.from.clone())
                .collect(),
        }
    }
}
