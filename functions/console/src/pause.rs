//! A clinic's pause: who asked for it, until when and why; and who ends it.

use domain::clinic::Clinic;
use domain::pause::{self, Entry, Pause, Switch};
use domain::phi::Phi;
use frame::http::{Request, Response};
use jiff::Timestamp;
use jiff::civil::DateTime;
use ports::commit::{commit_change, load};
use ports::records::pause_key;
use ports::{PortError, Ports};
use serde::{Deserialize, Serialize};

use crate::threads;
use crate::unanswered::Unanswered;

#[derive(Serialize)]
struct View<'a> {
    /// None while nothing is paused.
    pause: Option<&'a Entry>,
    history: &'a [Entry],
}

/// What was asked about pausing the clinic, if anything ever was.
pub(crate) async fn of<P: Ports>(ports: &P, clinic: &Clinic) -> Result<Option<Pause>, PortError> {
    load(ports, &pause_key(&clinic.id)).await
}

/// `GET /v1/pause`.
pub(crate) async fn show<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    now: Timestamp,
) -> Result<Response, Unanswered> {
    Ok(shown(of(ports, clinic).await?.as_ref(), now))
}

fn shown(pause: Option<&Pause>, now: Timestamp) -> Response {
    let history = pause.map_or(&[][..], |it| &it.history);
    Response::json(200, &View { pause: pause.and_then(|it| it.current(now)), history })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Command {
    /// Who asks.
    #[serde(default)]
    by: String,
    until: Option<String>,
    why: Option<Phi<String>>,
}

/// `POST /v1/pause` and `POST /v1/resume`, by whom the caller says, or by the person whose account it is. To say it
/// again changes nothing, under the same key whatever was said in between.
pub(crate) async fn ask<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    request: &Request<'_>,
    verb: &str,
    person: Option<&str>,
    now: Timestamp,
) -> Result<Response, Unanswered> {
    let refused = |text: &str| Ok(Response::error(400, "invalid_pause", text));
    let command: Command = match request.object() {
        Ok(command) => command,
        Err(error) => {
            return refused(&format!(
                "it is a JSON object: who asks as `by`; to pause, `until` and `why`; {error}"
            ));
        }
    };
    let asked = match (verb, command.until, command.why) {
        ("pause", Some(until), Some(why)) => match instant(&until, clinic) {
            Some(until) => Switch::Paused { until, why },
            None => return refused("`until` is written like 2026-12-01T18:00, by the clinic's clock"),
        },
        ("resume", None, None) => Switch::Resumed,
        _ => return refused("to pause takes `until` and `why`, to resume neither"),
    };
    let asked = match Entry::new(person.unwrap_or(&command.by).trim(), asked, now) {
        Ok(asked) => asked,
        Err(why) => return refused(&why.to_string()),
    };
    let key = match threads::idempotency_key(request) {
        Ok(key) => key,
        Err(why) => return refused(why),
    };
    let mut taken = Ok(());
    let next = |known: Option<&Pause>| {
        let next = pause::after(known, &clinic.id, &asked, key);
        taken = next.as_ref().map(|_| ()).map_err(|why| *why);
        next.ok().flatten()
    };
    let committed = commit_change(ports, &pause_key(&clinic.id), next).await?;
    Ok(match taken {
        Ok(()) => shown(committed.state.as_ref(), now),
        Err(why) => Response::error(409, "key_taken", &why.to_string()),
    })
}

/// An instant, or a time by the clinic's clock.
fn instant(text: &str, clinic: &Clinic) -> Option<Timestamp> {
    // Until a day may be until it begins or until it ends.
    let local = || text.parse::<DateTime>().ok().filter(|_| text.contains(':'));
    text.parse().ok().or_else(|| local().map(|it| clinic.time_zone.first_instant_of(it)))
}
