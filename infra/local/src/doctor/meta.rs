//! The clinic's templates at Meta: there, approved, and in the category that the files say.

use channels::whatsapp::language::at_meta;
use channels::whatsapp::send::VERSION;
use serde::Deserialize;

use super::{Finding, Http, Patient};
use crate::standin::category_name;

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

#[derive(Deserialize)]
struct Registered {
    name: String,
    language: String,
    status: String,
    category: String,
}

pub(super) fn templates(patient: &Patient, http: &Http) -> Finding {
    const CHECK: &str = "templates at Meta";
    let Some(number) = &patient.clinic.senders.whatsapp else {
        return Finding::skipped(CHECK, "the clinic has no WhatsApp number");
    };
    if !patient.settings.real_providers {
        return Finding::skipped(CHECK, "no token of Meta's is set (WHATSAPP_TOKEN)");
    }
    let registered = match registered(patient, &number.waba_id, http) {
        Ok(registered) => registered,
        Err(error) => {
            return Finding::wrong(
                CHECK,
                error,
                "the secret meta-api needs the token of a system user with whatsapp_business_messaging and \
                 whatsapp_business_management, and the clinic's waba_id has to be its account",
            );
        }
    };
    let mut wrong = Vec::new();
    let mut checked = 0;
    for (_, language, template) in patient.clinic.templates.iter() {
        // Replies are free text in an open conversation: Meta approves none.
        let Some(form) = template.whatsapp.as_ref().filter(|it| !it.name.starts_with("reply_")) else {
            continue;
        };
        checked += 1;
        let language = at_meta(language.as_str());
        let same = |it: &&Registered| it.name == form.name && it.language == language;
        match registered.iter().find(same) {
            None => wrong.push(format!("{}/{language} is not there", form.name)),
            Some(it) if !it.status.eq_ignore_ascii_case("APPROVED") => {
                wrong.push(format!("{}/{language} is {}", form.name, it.status));
            }
            Some(it) if !it.category.eq_ignore_ascii_case(category_name(form.category)) => {
                wrong.push(format!("{}/{language} is in category {}", form.name, it.category));
            }
            Some(_) => {}
        }
    }
    if wrong.is_empty() {
        return Finding::healthy(CHECK, format!("{checked} approved, in their categories"));
    }
    Finding::wrong(
        CHECK,
        wrong.join("; "),
        "submit the missing ones in Meta's template manager, word for word as in the clinic's files; appeal a changed \
         category there, or change the text and submit it under a new name",
    )
}

fn registered(patient: &Patient, waba: &str, http: &Http) -> Result<Vec<Registered>, String> {
    let mut url = format!(
        "{}/{VERSION}/{waba}/message_templates?fields=name,language,status,category&limit=250",
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
