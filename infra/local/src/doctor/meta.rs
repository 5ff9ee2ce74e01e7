//! The clinic's account at Meta: the token opens it, the number is in service, Meta calls this deployment and signs
//! with the secret that it has, and the templates are there, approved, as the clinic's files say.

use channels::signature::sign_meta;
use channels::whatsapp::send::VERSION;
use domain::clinic::WhatsappSender;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::probe::SECRET_GUIDE;
use super::templates::{Differences, Registered, compare};
use super::{Finding, Http, Patient};
use crate::runtime::first_secret;

const NUMBER: &str = "number at Meta";
const WEBHOOKS: &str = "webhooks at Meta";
const APP_SECRET: &str = "app secret at Meta";
const TEMPLATES: &str = "templates at Meta";

/// Meta's API.
const META_URL: &str = "https://graph.facebook.com";
/// Most pages of a list that are read.
const PAGES_MAX: usize = 20;
/// What a number is called that sends.
const IN_SERVICE: &str = "CONNECTED";
/// What a number is called that sends, though Meta is about to stop it or slows it down.
const WARNED: [&str; 2] = ["FLAGGED", "RATE_LIMITED"];

#[derive(Deserialize)]
struct Page<T> {
    data: Vec<T>,
    #[serde(default)]
    paging: Paging,
}

#[derive(Deserialize, Default)]
struct Paging {
    next: Option<String>,
}

/// A number of an account.
#[derive(Deserialize)]
struct Number {
    id: String,
    status: Option<String>,
    #[serde(rename = "webhook_configuration")]
    callbacks: Option<Callbacks>,
}

/// Which addresses Meta was given: the narrowest is called.
#[derive(Deserialize)]
struct Callbacks {
    phone_number: Option<String>,
    whatsapp_business_account: Option<String>,
    application: Option<String>,
}

pub(super) fn checks(patient: &Patient, http: &Http) -> Vec<Finding> {
    const CHECKS: &str = "number, webhooks, app secret and templates at Meta";
    let Some(sender) = &patient.clinic.senders.whatsapp else {
        return vec![Finding::skipped(CHECKS, "the clinic has no WhatsApp number")];
    };
    if !patient.settings.real_providers {
        return vec![Finding::skipped(CHECKS, "no token of Meta's is set (WHATSAPP_TOKEN)")];
    }
    let account = Account { patient, http, sender };
    let numbers = match account.numbers() {
        Ok(numbers) => numbers,
        Err(wrong) => {
            let rest = "webhooks, app secret and templates at Meta";
            return vec![wrong, Finding::skipped(rest, "mend what Meta refuses first")];
        }
    };
    let number = numbers.iter().find(|it| it.id == sender.phone_number_id);
    vec![account.number(number), account.webhooks(number), account.app_secret(), account.templates()]
}

/// A WhatsApp Business account, asked with the deployment's token.
struct Account<'a> {
    patient: &'a Patient,
    http: &'a Http,
    sender: &'a WhatsappSender,
}

impl Account<'_> {
    fn url(&self, path: &str) -> String {
        format!("{}/{VERSION}/{}{path}", self.patient.provider(META_URL), self.sender.waba_id)
    }

    fn get(&self, url: &str) -> Result<(u16, String), String> {
        let token = format!("Bearer {}", self.patient.settings.whatsapp_token);
        self.http.ask(http::Request::get(url).header("authorization", token), Vec::new())
    }

    /// Everything in one of the account's lists. What Meta says of a refusal stays out but for its code: it quotes
    /// tokens.
    fn listed<T: DeserializeOwned>(&self, check: &'static str, path: &str) -> Result<Vec<T>, Finding> {
        let (mut url, mut all) = (self.url(path), Vec::new());
        for _ in 0..PAGES_MAX {
            let (status, text) = self.get(&url).map_err(|error| {
                let mend = format!("see whether this machine reaches {}", self.patient.provider(META_URL));
                Finding::wrong(check, format!("Meta is not reached: {error}"), mend)
            })?;
            if status != 200 {
                let seen =
                    format!("Meta answers {status}{} about account {}", code(&text), self.sender.waba_id);
                return Err(Finding::wrong(
                    check,
                    seen,
                    "the secret meta-api needs the token of a system user with whatsapp_business_messaging and \
                     whatsapp_business_management, and the clinic's waba_id has to be its account; code 190 is a \
                     token that is wrong or has ended, 100 and 200 an account that it does not open",
                ));
            }
            let page: Page<T> = serde_json::from_str(&text).map_err(|_| {
                Finding::wrong(
                    check, "what Meta answers does not read", "run it again; if it stays, report it",
                )
            })?;
            all.extend(page.data);
            match page.paging.next {
                Some(next) => url = next,
                None => break,
            }
        }
        Ok(all)
    }

    fn numbers(&self) -> Result<Vec<Number>, Finding> {
        self.listed(NUMBER, "/phone_numbers?fields=id,status,webhook_configuration&limit=100")
    }

    fn number(&self, number: Option<&Number>) -> Finding {
        let WhatsappSender { phone_number_id, waba_id, .. } = self.sender;
        let Some(number) = number else {
            return Finding::wrong(
                NUMBER,
                format!("account {waba_id} has no number with the id {phone_number_id}"),
                "put phone_number_id (no telephone number) and waba_id into the clinic's file as Meta's page shows them",
            );
        };
        match number.status.as_deref() {
            None | Some(IN_SERVICE) => {
                Finding::healthy(NUMBER, "the token opens the account, the number is in service")
            }
            Some(status) if WARNED.contains(&status) => Finding::doubtful(
                NUMBER,
                format!("it sends, and is {status}"),
                "see why in Meta's WhatsApp Manager before it is stopped",
            ),
            Some(status) => Finding::wrong(
                NUMBER,
                format!("it is {status}"),
                "register it at Meta's page; one that was, and is not any more, has its reason in WhatsApp Manager",
            ),
        }
    }

    /// Whether what happens at Meta comes here.
    fn webhooks(&self, number: Option<&Number>) -> Finding {
        let account = &self.sender.waba_id;
        match self.listed::<IgnoredAny>(WEBHOOKS, "/subscribed_apps") {
            Err(wrong) => return wrong,
            Ok(apps) if apps.is_empty() => {
                return Finding::wrong(
                    WEBHOOKS,
                    format!("no app is told what happens in account {account}"),
                    "subscribe yours: \"The WABA to the app\" under \"Meta\" in infra/DEPLOY.md",
                );
            }
            Ok(_) => {}
        }
        let expected = format!("{}/webhooks/whatsapp", self.patient.public_url);
        let mend = format!(
            "the callback URL of Meta's webhooks page, or the one that overrides it for this account or number, must \
             be {expected}; if it leads here all the same, name its address by --public-url"
        );
        let Some(callbacks) = number.and_then(|it| it.callbacks.as_ref()) else {
            return Finding::healthy(WEBHOOKS, "an app is subscribed; Meta does not tell whom it calls");
        };
        let Callbacks { phone_number, whatsapp_business_account, application } = callbacks;
        match phone_number.as_ref().or(whatsapp_business_account.as_ref()).or(application.as_ref()) {
            Some(called) if called.trim_end_matches('/') == expected => {
                Finding::healthy(WEBHOOKS, "an app is subscribed, and Meta calls this deployment")
            }
            Some(called) => Finding::wrong(WEBHOOKS, format!("Meta calls {called}"), mend),
            None => Finding::wrong(WEBHOOKS, "Meta has no address to call", mend),
        }
    }

    /// Whether Meta signs with the secret that the deployment has: it checks a proof that is made with it.
    fn app_secret(&self) -> Finding {
        let settings = &self.patient.settings;
        let proof =
            sign_meta(first_secret(&settings.whatsapp_app_secret), settings.whatsapp_token.as_bytes());
        let proof = proof.trim_start_matches("sha256=");
        let mend = format!(
            "put the app secret of Meta's page into the secret meta-webhooks, of that app for which the token in \
             meta-api was made; {SECRET_GUIDE}"
        );
        match self.get(&self.url(&format!("?fields=id&appsecret_proof={proof}"))) {
            Ok((200, _)) => Finding::healthy(APP_SECRET, "is that of the token's app"),
            Ok((_, text)) if text.contains("appsecret_proof") => {
                Finding::wrong(APP_SECRET, "is not that of the token's app: no webhook is believed", mend)
            }
            Ok((status, text)) => {
                Finding::wrong(APP_SECRET, format!("Meta answers {status}{} to its proof", code(&text)), mend)
            }
            Err(error) => Finding::wrong(APP_SECRET, format!("Meta is not reached: {error}"), "run it again"),
        }
    }

    fn templates(&self) -> Finding {
        let path = "/message_templates?fields=name,language,status,category,components&limit=250";
        match self.listed::<Registered>(TEMPLATES, path) {
            Ok(registered) => {
                let (compared, differences) = compare(&self.patient.clinic, &registered);
                of_templates(compared, differences)
            }
            Err(wrong) => wrong,
        }
    }
}

/// The code of one of Meta's refusals, to be told behind its status.
fn code(text: &str) -> String {
    let refusal: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    refusal["error"]["code"].as_u64().map_or_else(String::new, |it| format!(" (code {it})"))
}

fn of_templates(compared: usize, differences: Differences) -> Finding {
    let Differences { mut breaking, wording } = differences;
    if !breaking.is_empty() {
        breaking.extend(wording);
        return Finding::wrong(
            TEMPLATES,
            breaking.join("; "),
            "submit the missing ones in Meta's template manager, word for word as in the clinic's files; where another \
             form is there, go back to the file it was approved for, and see \"Changed words\" in infra/DEPLOY.md; \
             appeal a changed category there, or change the text and submit it under a new name",
        );
    }
    if !wording.is_empty() {
        return Finding::doubtful(
            TEMPLATES,
            wording.join("; "),
            "patients read Meta's words: put them into the clinic's files, or submit the files' words under a new name",
        );
    }
    Finding::healthy(TEMPLATES, format!("{compared} approved, in their categories, as the files have them"))
}
