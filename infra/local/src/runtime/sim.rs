//! The simulator's routes: the clock, and the patients' phones. Local only; absent with real providers.

mod phones;

use domain::patient::Patient;
use domain::phone::{E164, Identity};
use domain::thread::Thread;
use frame::http::Response;
use jiff::{SignedDuration, Timestamp};
use ports::PortError;
use ports::commit::load;
use ports::records::{patient_key, thread_key};
use serde::Deserialize;
use serde_json::{Value, json};

use super::engine::Engine;
use crate::standin::StandIn;

/// Furthest that the clock is moved at once, in days.
const ADVANCE_DAYS_MAX: i64 = 370;

#[derive(Deserialize)]
struct Advance {
    advance_seconds: Option<i64>,
    to: Option<Timestamp>,
}

/// Answers `/sim/…`.
pub(crate) async fn answer(engine: &Engine, method: &str, path: &[&str], body: &[u8]) -> Response {
    // As all that the functions answer.
    let method = if method == "HEAD" { "GET" } else { method };
    let answered = match (method, path) {
        ("GET", ["clock"]) => Ok(Response::json(200, &clock(engine))),
        ("POST", ["clock"]) => move_clock(engine, body).await,
        (_, ["clock"]) => Err(Response::method_not_allowed(&["GET", "POST"])),
        (_, _) => match &engine.world {
            Some(world) => with_phones(engine, world, method, path, body).await,
            None => Err(Response::error(
                409,
                "real_providers",
                "real providers are in use; there are no simulated phones",
            )),
        },
    };
    answered.unwrap_or_else(|problem| problem)
}

fn unavailable(error: impl std::fmt::Display) -> Response {
    tracing::error!(error = %error, "the simulator could not answer");
    Response::error(503, "unavailable", "the store is not available; try again")
}

fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Response> {
    serde_json::from_slice(body)
        .map_err(|error| Response::error(400, "invalid_request", &format!("the body does not fit: {error}")))
}

fn clock(engine: &Engine) -> Value {
    let now = Timestamp::from_second(engine.now().as_second()).unwrap_or_default();
    let clinic = engine.clinics.first();
    json!({
        "now": now,
        "clinic": clinic.map(|it| json!({
            "id": it.id, "name": it.name, "time_zone": it.time_zone, "language": it.default_language(),
        })),
        "providers": if engine.world.is_some() { "simulated" } else { "real" },
        "clinic_key": clinic.and_then(|it| engine.settings.key_of(&it.id)).filter(|_| engine.world.is_some()),
    })
}

async fn move_clock(engine: &Engine, body: &[u8]) -> Result<Response, Response> {
    if engine.world.is_none() {
        return Err(Response::error(
            409,
            "real_providers",
            "real providers are in use; the clock is the real one",
        ));
    }
    let advance: Advance = read(body)?;
    let now = engine.now();
    let to = match (advance.advance_seconds, advance.to) {
        (Some(seconds), None) => now.checked_add(SignedDuration::from_secs(seconds)).ok(),
        (None, Some(to)) => Some(to),
        _ => return Err(Response::error(400, "invalid_request", "give either advance_seconds or to")),
    };
    let furthest = SignedDuration::from_hours(24 * ADVANCE_DAYS_MAX);
    let Some(to) = to.filter(|it| it.duration_since(now) <= furthest) else {
        let message = format!("the clock moves at most {ADVANCE_DAYS_MAX} days at once");
        return Err(Response::error(400, "too_far", &message));
    };
    // A running clock may have passed the second that was asked for; time never goes back.
    if now.duration_since(to) > SignedDuration::from_secs(1) {
        return Err(Response::error(409, "in_the_past", "the clock only moves forward"));
    }
    let sent_before = engine.sends().map_err(unavailable)?;
    let reached = engine.advance(to).await.map_err(unavailable)?;
    let sent = engine.sends().map_err(unavailable)?.saturating_sub(sent_before);
    let reached = Timestamp::from_second(reached.as_second()).unwrap_or(reached);
    Ok(Response::json(200, &json!({ "now": reached, "messages_sent": sent })))
}

async fn with_phones(
    engine: &Engine,
    world: &StandIn,
    method: &str,
    path: &[&str],
    body: &[u8],
) -> Result<Response, Response> {
    if let ("GET", ["phones"]) = (method, path) {
        return phone_list(engine, world).await;
    }
    let played = world.play(method, path, body, engine.now())?;
    // What a person did reaches the clinic before the answer comes back.
    if played.stirred {
        engine.settle_now().await.map_err(unavailable)?;
    }
    Ok(played.response)
}

async fn phone_list(engine: &Engine, world: &StandIn) -> Result<Response, Response> {
    let mut list = world.phone_list()?;
    for view in &mut list {
        let name = name_of(engine, view["phone"].as_str().unwrap_or_default()).await.map_err(unavailable)?;
        view["name"] = json!(name);
    }
    Ok(Response::json(200, &list))
}

/// Whose phone it is, for the page.
async fn name_of(engine: &Engine, phone: &str) -> Result<Option<String>, PortError> {
    let Ok(number) = E164::new(phone) else { return Ok(None) };
    for clinic in &engine.clinics {
        let thread = Thread::new(clinic.id.clone(), Identity::Phone(number.clone()));
        let thread: Option<Thread> = load(&engine.ports, &thread_key(&thread.id)).await?;
        let Some(link) = thread.as_ref().and_then(|it| it.patients.first()) else { continue };
        let patient: Option<Patient> = load(&engine.ports, &patient_key(&clinic.id, &link.patient)).await?;
        let names =
            patient.as_ref().map_or([None, None], |it| [it.given_name.as_ref(), it.family_name.as_ref()]);
        let names: Vec<&str> = names.into_iter().flatten().map(|it| it.expose().as_str()).collect();
        return Ok(Some(names.join(" ")));
    }
    Ok(None)
}
