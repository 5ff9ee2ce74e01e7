//! The clinic's templates at Meta: there, approved, in the category and with the words that the files say.

use channels::whatsapp::send::VERSION;
use serde::Deserialize;

use super::templates::{Differences, Registered, compare};
use super::{Finding, Http, Patient};

const CHECK: &str = "templates at Meta";
/// Most pages of templates that are read.
const PAGES_MAX: usize = 20;

#[derive(Deserialize)]
struct Page {
    data: Vec<Registered>,
    #[serde(default)]
    paging: Paging,
}

#[derive(Deserialize, Default)]
struct Paging {
    next: Option<String>,
}

pub(super) fn templates(patient: &Patient, http: &Http) -> Finding {
    let Some(number) = &patient.clinic.senders.whatsapp else {
        return Finding::skipped(CHECK, "the clinic has no WhatsApp number");
    };
    if !patient.settings.real_providers {
        return Finding::skipped(CHECK, "no token of Meta's is set (WHATSAPP_TOKEN)");
    }
    match registered(patient, &number.waba_id, http) {
        Ok(registered) => {
            let (compared, differences) = compare(&patient.clinic, &registered);
            finding(compared, differences)
        }
        Err(error) => Finding::wrong(
            CHECK,
            error,
            "the secret meta-api needs the token of a system user with whatsapp_business_messaging and \
             whatsapp_business_management, and the clinic's waba_id has to be its account",
        ),
    }
}

fn finding(compared: usize, differences: Differences) -> Finding {
    let Differences { mut breaking, wording } = differences;
    if !breaking.is_empty() {
        breaking.extend(wording);
        return Finding::wrong(
            CHECK,
            breaking.join("; "),
            "submit the missing ones in Meta's template manager, word for word as in the clinic's files; where another \
             form is there, go back to the file it was approved for, and see \"Changed words\" in infra/DEPLOY.md; \
             appeal a changed category there, or change the text and submit it under a new name",
        );
    }
    if !wording.is_empty() {
        return Finding::doubtful(
            CHECK,
            wording.join("; "),
            "patients read Meta's words: put them into the clinic's files, or submit the files' words under a new name",
        );
    }
    Finding::healthy(CHECK, format!("{compared} approved, in their categories, as the files have them"))
}

fn registered(patient: &Patient, waba: &str, http: &Http) -> Result<Vec<Registered>, String> {
    let mut url = format!(
        "{}/{VERSION}/{waba}/message_templates?fields=name,language,status,category,components&limit=250",
        patient.meta_url
    );
    let mut registered = Vec::new();
    for _ in 0..PAGES_MAX {
        let request = http::Request::get(&url)
            .header("authorization", format!("Bearer {}", patient.settings.whatsapp_token));
        let (status, text) = http.ask(request, Vec::new())?;
        if status != 200 {
            return Err(format!("Meta answers {status} when asked for the templates of account {waba}"));
        }
        let page: Page =
            serde_json::from_str(&text).map_err(|_| "Meta's list of templates does not read".to_owned())?;
        registered.extend(page.data);
        match page.paging.next {
            Some(next) => url = next,
            None => break,
        }
    }
    Ok(registered)
}
