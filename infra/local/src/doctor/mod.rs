//! `pulso doctor`: checks a deployment from outside, link by link, and says how to mend what is wrong.
//!
//! It believes nothing that it did not see: webhooks are sent and their answers read, Meta and Twilio are asked what
//! they know of the clinic's accounts, and a canary appointment goes the whole way from its booking to the answer on a
//! test phone. It sends to no phone but that one, and only when it is given.

#[cfg(feature = "aws")]
mod amazon;
mod canary;
pub mod command;
mod meta;
mod probe;
mod templates;
#[cfg(test)]
mod tests;
mod twilio;

use std::fmt;
use std::time::Duration;

use domain::clinic::Clinic;

use crate::runtime::Settings;

/// How long a deployment may take to answer, in seconds: longer than a cold start.
const ANSWER_SECONDS: u64 = 30;

/// What is examined.
pub struct Patient {
    /// The deployment's address.
    pub url: String,
    /// Its address as the providers are told it: Twilio signs that one.
    pub public_url: String,
    /// Its secrets.
    pub settings: Settings,
    /// A rehearsal's stand-in for all providers; without one they are asked themselves.
    pub providers_url: Option<String>,
    /// The clinic, from its files.
    pub clinic: Clinic,
    /// The test phone of the canary, in E.164; without one there is none.
    pub phone: Option<String>,
    /// How long the canary waits for each stage.
    pub patience: Duration,
}

impl Patient {
    /// Where a provider's API is: at its own address, but in a rehearsal.
    fn provider<'a>(&'a self, own: &'a str) -> &'a str {
        self.providers_url.as_deref().unwrap_or(own)
    }
}

/// How a check ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// As it should be.
    Healthy(String),
    /// Not checked, and why.
    Skipped(String),
    /// It works, though not as the clinic's files say.
    Doubtful {
        /// What was seen.
        seen: String,
        /// What to do.
        mend: String,
    },
    /// Wrong, and how to mend it.
    Wrong {
        /// What was seen.
        seen: String,
        /// What to do.
        mend: String,
    },
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was checked.
    pub check: &'static str,
    /// How it ended.
    pub outcome: Outcome,
}

impl Finding {
    fn healthy(check: &'static str, seen: impl Into<String>) -> Self {
        Self { check, outcome: Outcome::Healthy(seen.into()) }
    }

    fn skipped(check: &'static str, why: impl Into<String>) -> Self {
        Self { check, outcome: Outcome::Skipped(why.into()) }
    }

    fn doubtful(check: &'static str, seen: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { check, outcome: Outcome::Doubtful { seen: seen.into(), mend: mend.into() } }
    }

    fn wrong(check: &'static str, seen: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { check, outcome: Outcome::Wrong { seen: seen.into(), mend: mend.into() } }
    }

    /// Whether something has to be mended.
    #[must_use]
    pub const fn is_wrong(&self) -> bool {
        matches!(self.outcome, Outcome::Wrong { .. })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.outcome {
            Outcome::Healthy(seen) => write!(f, "ok       {}: {seen}", self.check),
            Outcome::Skipped(why) => write!(f, "skipped  {}: {why}", self.check),
            Outcome::Doubtful { seen, mend } => {
                write!(f, "warning  {}: {seen}\n         mend it: {mend}", self.check)
            }
            Outcome::Wrong { seen, mend } => {
                write!(f, "WRONG    {}: {seen}\n         mend it: {mend}", self.check)
            }
        }
    }
}

/// Runs all checks, telling each as it ends. The canary comes last and only to a deployment that is well so far.
pub fn examine(patient: &Patient, mut tell: impl FnMut(&Finding)) -> Vec<Finding> {
    let http = Http::new();
    let mut findings = Vec::new();
    let mut note = |finding: Finding| {
        tell(&finding);
        findings.push(finding);
    };
    match probe::health(patient, &http) {
        Ok(answered) => {
            note(answered);
            for check in [probe::handshake, probe::meta_signature, probe::twilio_signature, probe::clinic_key]
            {
                note(check(patient, &http));
            }
        }
        // What is asked of nobody is not wrong, and what its log says mends nothing.
        Err(unreached) => {
            note(unreached);
            note(Finding::skipped("handshake, signatures and key", "mend the address first"));
        }
    }
    meta::checks(patient, &http).into_iter().for_each(&mut note);
    note(twilio::account(patient, &http));
    let sick = findings.iter().any(Finding::is_wrong);
    for finding in canary::run(patient, &http, sick) {
        tell(&finding);
        findings.push(finding);
    }
    findings
}

/// HTTP to the deployment and to the providers. It goes nowhere else: neither do they, when they call.
pub(crate) struct Http(ureq::Agent);

impl Http {
    fn new() -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(ANSWER_SECONDS)))
            .max_redirects(0)
            .http_status_as_error(false)
            .build();
        Self(config.into())
    }

    /// The status and the body, or one line about why there is none.
    fn ask(&self, request: http::request::Builder, body: Vec<u8>) -> Result<(u16, String), String> {
        let request = request.body(body).map_err(|error| format!("it cannot be asked so: {error}"))?;
        let mut response = self.0.run(request).map_err(|error| error.to_string())?;
        let status = response.status().as_u16();
        let text = response.body_mut().read_to_string().map_err(|error| error.to_string())?;
        Ok((status, text))
    }
}
