//! Visits and notices: those of a day or a campaign, one with its story, and why each message was or was not sent.

use domain::case::Case;
use domain::clinic::Clinic;
use domain::ids::CaseId;
use domain::journey::Topic;
use frame::http::{Request, Response};
use futures_util::future::try_join_all;
use jiff::Timestamp;
use ports::commit::load;
use ports::records::{campaign_list, case_key, day_list};
use ports::{PortError, Ports};

use crate::dates::date_of;
use crate::page::{Asked, Page};
use crate::unanswered::{Unanswered, not_found};
use crate::{load as read, view, why};

/// `GET /v1/cases`: those of a day, or of a campaign; of one kind, where that is asked for.
pub(crate) async fn list<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    request: &Request<'_>,
    now: Timestamp,
) -> Result<Response, Unanswered> {
    let date = date_of(request, "date", clinic, now)?;
    let is_asked: fn(&Case) -> bool = match request.query_value("kind").as_deref() {
        None => |_| true,
        Some("visit") => |it| !it.is_notice(),
        Some("notice") => Case::is_notice,
        Some(_) => {
            let text = "`kind` is `visit` or `notice`";
            return Err(Response::error(400, "invalid_kind", text).into());
        }
    };
    let list = match request.query_value("campaign").as_deref() {
        Some(name) if clinic.step(Topic::Campaign, name).is_some() => campaign_list(&clinic.id, name),
        Some(_) => return Err(Response::error(400, "invalid_campaign", "no campaign has that name").into()),
        None => day_list(&clinic.id, date),
    };
    let mut asked = Asked::of(request, list, vec![String::new()])?;
    loop {
        let Page { entries: mut cases, next }: Page<Case> = asked.read(ports).await?;
        cases.retain(is_asked);
        cases.sort_by(|a, b| (a.anchor.at, &a.id).cmp(&(b.anchor.at, &b.id)));
        let mut views = Vec::with_capacity(cases.len());
        for some in cases.chunks(read::AT_ONCE) {
            views.extend(try_join_all(some.iter().map(|it| shown(ports, clinic, it))).await?);
        }
        let answer = Response::json(200, &view::Day { date, cases: views, next });
        // Stories grow with what happens.
        if !asked.halve(&answer) {
            return Ok(answer);
        }
    }
}

/// `GET /v1/cases/{id}`.
pub(crate) async fn one<P: Ports>(ports: &P, clinic: &Clinic, id: &str) -> Result<Response, Unanswered> {
    let Some(case) = find(ports, clinic, id).await? else { return Ok(not_found()) };
    Ok(Response::json(200, &shown(ports, clinic, &case).await?))
}

/// `GET /v1/cases/{id}/why`.
pub(crate) async fn why<P: Ports>(ports: &P, clinic: &Clinic, id: &str) -> Result<Response, Unanswered> {
    let Some(case) = find(ports, clinic, id).await? else { return Ok(not_found()) };
    let messages = read::messages(ports, &case).await?;
    Ok(Response::json(200, &why::case(&case, &messages)))
}

async fn find<P: Ports>(ports: &P, clinic: &Clinic, id: &str) -> Result<Option<Case>, PortError> {
    let Ok(id) = CaseId::new(id) else { return Ok(None) };
    load(ports, &case_key(&clinic.id, &id)).await
}

async fn shown<P: Ports>(ports: &P, clinic: &Clinic, case: &Case) -> Result<view::CaseView, PortError> {
    let patient = read::patient(ports, clinic, &case.patient).await?;
    let messages = read::messages(ports, case).await?;
    Ok(view::case(clinic, case, patient.as_ref(), &messages))
}
