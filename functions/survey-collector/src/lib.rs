//! Surveys: what was asked after visits, what came back, how it counts, and who follows up.
//!
//! Consumes the surveys queue and serves the web form. Every answer, however it came, is one decision on one survey,
//! stored in one write with the tally it is counted in, so that no answer counts twice or not at all.
//!
//! It serves the page that answers a message and the one that stops e-mail too: all stand behind links that patients
//! were sent.

mod answer;
mod around;
mod flow;
mod form;
mod page;
mod stop;
#[cfg(test)]
mod tests;
mod web;

use channels::link::LinkKey;
use domain::decision::Outcome;
use domain::ids::{SurveyId, TicketId};
use domain::message::Reply;
use domain::survey::score::{Delta, Tally};
use domain::survey::{Effect, Event, Question, Survey, decide};
use domain::ticket::{self, Raised, Ticket};
use frame::Failure;
use jiff::Timestamp;
use ports::commit::{Aggregate as _, Committed, commit, commit_change, load};
use ports::publish::publish;
use ports::records::{survey_key, ticket_key};
use ports::together::commit_together;
use ports::wire::{ToOutbound, ToSurveys, decode};
use ports::{PortError, Ports};

use around::Around;
pub use web::{answer, routes};

/// Handles one record of the surveys queue.
pub async fn handle<P: Ports>(ports: &P, links: &LinkKey, body: &str, now: Timestamp) -> Result<(), Failure> {
    match decode(body)? {
        ToSurveys::Asked { clinic: _, message, channel, at } => {
            let around = Around::of_message(ports, &message).await?;
            // Only the first question opens a survey.
            if around.asks != Question::Score {
                return Ok(());
            }
            apply(ports, &around, &Event::Asked { message, channel, at }, now).await.map(drop)
        }
        ToSurveys::Answered { clinic: _, cause, at, message, reply, channel, thread } => {
            let around = Around::of_message(ports, &message).await?;
            let to = around.asks.clone();
            let reply = around.button_titled(&reply).map_or(reply, Reply::Choice);
            let event = Event::Answered { cause, at, reply, channel, thread, to };
            apply(ports, &around, &event, now).await.map(drop)
        }
        ToSurveys::Flow { cause, at, token, answers } => {
            let link = links.read(&token, at).map_err(|error| Failure::park(error.to_string()))?;
            let event = flow::read(cause, at, link.clone(), &answers)?;
            let around = Around::of_message(ports, &link).await?;
            apply(ports, &around, &event, now).await.map(drop)
        }
        ToSurveys::SurveyDue { survey, due } => wake(ports, &survey, due, now).await,
    }
}

/// Who has not answered may be asked once more; not where the clinic asks that no more.
async fn wake<P: Ports>(ports: &P, id: &SurveyId, due: Timestamp, now: Timestamp) -> Result<(), Failure> {
    let Some(survey): Option<Survey> = load(ports, &survey_key(id)).await? else {
        return Err(Failure::park("a wake-up of a survey that is not on record"));
    };
    let Some(around) = Around::of_survey(ports, &survey)? else {
        let given_up = |known: Option<&Survey>| known.and_then(|it| it.without_questionnaire(now));
        let _ = commit_change(ports, &survey_key(id), given_up).await?;
        return Ok(());
    };
    let channels = around.channels(ports).await?;
    let wrote = around.wrote_since(ports, &survey.asked).await?;
    apply(ports, &around, &Event::Woken { due, channels, wrote }, now).await.map(drop)
}

/// Decides an event on a survey, stores the outcome with its count, and carries out what it calls for.
pub(crate) async fn apply<P: Ports>(
    ports: &P,
    around: &Around,
    event: &Event,
    now: Timestamp,
) -> Result<Outcome, Failure> {
    let decide = |known: Option<&Survey>| {
        Ok::<_, PortError>(decide(known, &around.facts, &around.questionnaire, event, now))
    };
    let count = |before: Option<&Survey>, after: &Survey| {
        let delta = Delta::between(before, after)?;
        let (survey, blank) = (after.clone(), Tally::of(after));
        Some((blank.key(), move |tally: Option<Tally>| tally.unwrap_or(blank).counted(&survey, &delta)))
    };
    let Committed { effects, outcome, .. } =
        commit_together(ports, &survey_key(&around.facts.survey()), decide, count).await?;
    let mut outbound = Vec::new();
    for effect in effects {
        match effect {
            Effect::Say(spec) => outbound.push(ToOutbound::Say { spec }),
            Effect::Raise(raised) => raise(ports, around, &raised).await?,
        }
    }
    publish(ports.queue(), around.clinic.id.as_str(), &outbound).await?;
    Ok(outcome)
}

async fn raise<P: Ports>(ports: &P, around: &Around, raised: &Raised) -> Result<(), PortError> {
    let clinic = &around.clinic.id;
    let key = ticket_key(clinic, &TicketId::derive(&raised.survey));
    let raise = |known: Option<&Ticket>| Ok::<_, PortError>(ticket::raise(known, clinic, raised));
    let _ = commit(ports, &key, raise).await?;
    Ok(())
}
