//! Scores, and single surveys, for staff.
//!
//! Scores are added up from the tallies of the days asked for. A group of fewer answers than
//! [`GROUP_MIN`] is named with its numbers and without its scores, so that nobody reads one patient out of it.

use std::collections::BTreeMap;

use domain::clinic::Clinic;
use domain::ids::{SurveyId, TicketId};
use domain::phi::Phi;
use domain::reason::Reason;
use domain::survey::score::{Counts, Csat, GROUP_MIN, Nps, Tally};
use domain::survey::{By, FURTHER_SCALE, Scale, Survey};
use domain::ticket::Ticket;
use frame::http::{Request, Response};
use futures_util::future::try_join_all;
use jiff::Timestamp;
use jiff::civil::Date;
use ports::commit::load;
use ports::records::{survey_key, surveys_list, tallies_list, ticket_key, visits_prefix};
use ports::{PortError, Ports};
use serde::Serialize;

use crate::dates::{Towards, date_of, each_day, range};
use crate::load::{AT_ONCE, all_of};
use crate::page::{Asked, Page};
use crate::unanswered::{Unanswered, not_found};

/// What scores are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Grouping {
    Site,
    Service,
    Practitioner,
    Day,
}

#[derive(Serialize)]
struct Scores {
    from: Date,
    to: Date,
    by: Option<Grouping>,
    questionnaires: Vec<QuestionnaireScores>,
}

#[derive(Serialize)]
struct QuestionnaireScores {
    name: String,
    scale: Scale,
    total: Scored,
    groups: Vec<Scored>,
    /// The further questions, by name.
    further: Vec<FurtherScores>,
}

/// Answers from 1 to 5 to a further question.
#[derive(Serialize)]
struct FurtherScores {
    name: String,
    answered: u32,
    mean: Option<f64>,
    scores: Option<BTreeMap<u8, u32>>,
    reason: Option<&'static str>,
}

impl FurtherScores {
    fn of(name: String, counts: &Counts) -> Self {
        let Scored { answered, csat, scores, reason, .. } = Scored::of(FURTHER_SCALE, counts);
        Self { name, answered, mean: csat.map(|it| it.mean), scores, reason }
    }
}

#[derive(Serialize)]
struct Scored {
    /// What the group is called; the total has no name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    asked: u32,
    answered: u32,
    response_rate: Option<f64>,
    csat: Option<Csat>,
    nps: Option<Nps>,
    /// How often each score was given.
    scores: Option<BTreeMap<u8, u32>>,
    /// Why there are no scores.
    reason: Option<&'static str>,
}

impl Scored {
    fn of(scale: Scale, counts: &Counts) -> Self {
        let answered = counts.answered();
        let shown = answered >= GROUP_MIN;
        let (low, high) = scale.range();
        let scores = || (low..=high).map(|it| (it, counts.scores[usize::from(it)])).collect();
        Self {
            name: None,
            asked: counts.asked,
            answered,
            response_rate: counts.response_rate(),
            csat: counts.csat().filter(|_| scale == Scale::Csat),
            nps: counts.nps().filter(|_| scale == Scale::Nps),
            scores: shown.then(scores),
            reason: (!shown).then_some("too_few"),
        }
    }
}

/// Counts while they are added up, by questionnaire and scale: where a clinic changed the scale, scores before and
/// after it are not of one kind.
type Sums = BTreeMap<(String, Scale), Sum>;

fn add(sums: &mut Sums, tally: &Tally, by: Option<Grouping>) {
    sums.entry((tally.questionnaire.clone(), tally.scale)).or_default().add(tally, by);
}

#[derive(Default)]
struct Sum {
    total: Counts,
    groups: BTreeMap<String, Counts>,
    further: BTreeMap<String, Counts>,
}

impl Sum {
    fn add(&mut self, tally: &Tally, by: Option<Grouping>) {
        self.total.merge(&tally.all);
        for (name, counts) in &tally.further {
            self.further.entry(name.clone()).or_default().merge(counts);
        }
        let mut group = |name: &str, counts: &Counts| {
            self.groups.entry(name.to_owned()).or_default().merge(counts);
        };
        match by {
            None => {}
            Some(Grouping::Day) => group(&tally.day.to_string(), &tally.all),
            Some(Grouping::Site) => tally.sites.iter().for_each(|(name, it)| group(name, it)),
            Some(Grouping::Service) => tally.services.iter().for_each(|(name, it)| group(name.expose(), it)),
            Some(Grouping::Practitioner) => {
                tally.practitioners.iter().for_each(|(name, it)| group(name.expose(), it));
            }
        }
    }
}

/// `GET /v1/surveys`.
pub(crate) async fn scores<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    request: &Request<'_>,
    now: Timestamp,
) -> Result<Response, Unanswered> {
    let (from, to) = range(request, Towards::Past, clinic, now)?;
    let by = match request.query_value("by").as_deref() {
        None => None,
        Some("site") => Some(Grouping::Site),
        Some("service") => Some(Grouping::Service),
        Some("practitioner") => Some(Grouping::Practitioner),
        Some("day") => Some(Grouping::Day),
        Some(_) => {
            let message = "`by` is site, service, practitioner or day";
            return Ok(Response::error(400, "invalid_grouping", message));
        }
    };
    let mut sums = Sums::new();
    for day in each_day(from, to) {
        let tallies: Vec<Tally> = all_of(ports, &tallies_list(&clinic.id), &visits_prefix(day)).await?;
        for tally in &tallies {
            add(&mut sums, tally, by);
        }
    }
    let questionnaires = sums.into_iter().map(|((name, scale), sum)| {
        let group = |(name, counts)| Scored { name: Some(name), ..Scored::of(scale, &counts) };
        QuestionnaireScores {
            name,
            scale,
            total: Scored::of(scale, &sum.total),
            groups: sum.groups.into_iter().map(group).collect(),
            further: sum.further.into_iter().map(|(name, it)| FurtherScores::of(name, &it)).collect(),
        }
    });
    Ok(Response::json(200, &Scores { from, to, by, questionnaires: questionnaires.collect() }))
}

#[derive(Serialize)]
struct Day {
    date: Date,
    surveys: Vec<SurveyView>,
    next: Option<String>,
}

/// A survey as the API shows it.
#[derive(Serialize)]
pub(crate) struct SurveyView {
    id: String,
    case: String,
    patient: String,
    questionnaire: String,
    scale: Scale,
    visit: VisitView,
    state: &'static str,
    score: Option<u8>,
    answered_at: Option<Timestamp>,
    by: Option<By>,
    further: BTreeMap<String, u8>,
    comments: Vec<CommentView>,
    asked: Vec<AskedView>,
    reminded: bool,
    not_reminded: Option<&'static str>,
    ticket: Option<String>,
}

#[derive(Serialize)]
struct VisitView {
    day: Date,
    site: Option<String>,
    service: Option<String>,
    practitioner: Option<String>,
}

#[derive(Serialize)]
struct CommentView {
    at: Timestamp,
    words: String,
}

#[derive(Serialize)]
struct AskedView {
    message: String,
    channel: &'static str,
    at: Timestamp,
}

impl SurveyView {
    fn of(survey: &Survey, ticket: Option<&Ticket>) -> Self {
        let exposed = |it: &Option<Phi<String>>| it.as_ref().map(|it| it.expose().clone());
        Self {
            id: survey.id.to_string(),
            case: survey.case.to_string(),
            patient: survey.patient.to_string(),
            questionnaire: survey.questionnaire.clone(),
            scale: survey.scale,
            visit: VisitView {
                day: survey.visit.day,
                site: survey.visit.site.clone(),
                service: exposed(&survey.visit.service),
                practitioner: exposed(&survey.visit.practitioner),
            },
            state: if survey.answer.is_some() { "answered" } else { "asked" },
            score: survey.score(),
            answered_at: survey.answer.as_ref().map(|it| it.at),
            by: survey.answer.as_ref().map(|it| it.by),
            further: survey.further.clone(),
            comments: survey
                .comments
                .iter()
                .map(|it| CommentView { at: it.at, words: it.words.expose().clone() })
                .collect(),
            asked: survey
                .asked
                .iter()
                .map(|it| AskedView {
                    message: it.message.to_string(),
                    channel: it.channel.as_str(),
                    at: it.at,
                })
                .collect(),
            reminded: survey.reminded,
            not_reminded: survey.not_reminded.map(Reason::code),
            ticket: ticket.map(|it| it.id.to_string()),
        }
    }
}

async fn view<P: Ports>(ports: &P, survey: &Survey) -> Result<SurveyView, PortError> {
    let key = ticket_key(&survey.clinic, &TicketId::derive(&survey.id));
    let ticket: Option<Ticket> = load(ports, &key).await?;
    Ok(SurveyView::of(survey, ticket.as_ref()))
}

/// `GET /v1/surveys/answers`: what came back about the visits of a day.
pub(crate) async fn answers<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    request: &Request<'_>,
    now: Timestamp,
) -> Result<Response, Unanswered> {
    let date = date_of(request, "date", clinic, now)?;
    let asked = Asked::of(request, surveys_list(&clinic.id), vec![visits_prefix(date)])?;
    let Page { entries: surveys, next }: Page<Survey> = asked.read(ports).await?;
    let came_back = |it: &&Survey| it.answer.is_some() || !it.comments.is_empty();
    let shown: Vec<&Survey> = surveys.iter().filter(came_back).collect();
    let mut views = Vec::with_capacity(shown.len());
    for some in shown.chunks(AT_ONCE) {
        views.extend(try_join_all(some.iter().map(|it| view(ports, it))).await?);
    }
    Ok(Response::json(200, &Day { date, surveys: views, next }))
}

/// `GET /v1/surveys/{id}`.
pub(crate) async fn one<P: Ports>(ports: &P, clinic: &Clinic, id: &str) -> Result<Response, Unanswered> {
    let survey = find(ports, clinic, id).await?;
    let Some(survey) = survey else { return Ok(not_found()) };
    Ok(Response::json(200, &view(ports, &survey).await?))
}

/// A clinic's survey.
pub(crate) async fn find<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    id: &str,
) -> Result<Option<Survey>, PortError> {
    let Ok(id) = SurveyId::new(id) else { return Ok(None) };
    let survey: Option<Survey> = load(ports, &survey_key(&id)).await?;
    Ok(survey.filter(|it| it.clinic == clinic.id))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use domain::ids::ClinicId;

    use super::*;

    #[test]
    fn scores_of_two_scales_are_not_added_up() {
        let tally = |day: &str, scale: Scale, score: usize| {
            let mut scores = [0; 11];
            scores[score] = GROUP_MIN;
            Tally {
                clinic: ClinicId::new("sol").unwrap(),
                questionnaire: "visit".to_owned(),
                scale,
                day: day.parse().unwrap(),
                shard: 0,
                all: Counts { asked: GROUP_MIN, scores },
                sites: BTreeMap::new(),
                services: BTreeMap::new(),
                practitioners: BTreeMap::new(),
                further: BTreeMap::new(),
            }
        };
        let mut sums = Sums::new();
        add(&mut sums, &tally("2026-12-04", Scale::Csat, 4), None);
        add(&mut sums, &tally("2026-12-05", Scale::Nps, 10), None);
        add(&mut sums, &tally("2026-12-07", Scale::Nps, 10), None);
        let shown = sums.iter().map(|((_, scale), sum)| Scored::of(*scale, &sum.total));
        let shown: Vec<_> =
            shown.map(|it| (it.answered, it.csat.map(|it| it.mean), it.nps.map(|it| it.score))).collect();
        assert_eq!(shown, [(5, Some(4.0), None), (10, None, Some(100.0))]);
    }
}
