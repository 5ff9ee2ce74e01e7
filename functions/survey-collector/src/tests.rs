//! Surveys over a table that fails before and after it wrote: the one write of a survey and its tally, with many at
//! once, and a questionnaire that is taken away.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use channels::button::ButtonKey;
use domain::case::Covered;
use domain::clinic::Clinic;
use domain::delivery::Channel;
use domain::ids::{CaseId, MessageId, PatientId, ThreadId};
use domain::message::Reply;
use domain::reason::Reason;
use domain::survey::score::{Counts, TALLY_SHARDS};
use domain::survey::{Facts, Question, Visit};
use domain::ticket::Ticket;
use embedded::Embedded;
use futures_util::future::join_all;
use ports::directory::Directory;
use ports::records::{surveys_list, tallies_list, tickets_list};
use ports::table::{Cursor, DueEntry, Item, Key, Minute, Page, Put, Table, Written};
use ports::wire::encode;
use ports::{Absent, Disposition};

use super::*;

const VISITS: usize = 60;
const ANSWERS: usize = 1_500;
/// Handled at the same time.
const AT_ONCE: usize = 12;
/// One write of so many is refused, and one of so many is stored and not acknowledged.
const FAILS: usize = 12;

/// A table at which everybody waits for everybody, and which fails.
struct Failing {
    table: Embedded,
    random: std::sync::Mutex<fastrand::Rng>,
}

impl Failing {
    fn fails(&self) -> Result<(), PortError> {
        let fails = self.random.lock().unwrap().usize(0..FAILS) == 0;
        if fails { Err(PortError::Unavailable { port: "table", detail: "test".to_owned() }) } else { Ok(()) }
    }

    async fn written<F: Future<Output = Result<Written, PortError>> + Send>(
        &self,
        write: F,
    ) -> Result<Written, PortError> {
        tokio::task::yield_now().await;
        self.fails()?;
        let written = write.await?;
        self.fails()?;
        Ok(written)
    }
}

impl Table for Failing {
    async fn get(&self, key: &Key) -> Result<Option<Item>, PortError> {
        let item = self.table.get(key).await;
        tokio::task::yield_now().await;
        item
    }
    async fn put(&self, put: Put) -> Result<Written, PortError> {
        self.written(self.table.put(put)).await
    }
    async fn transact(&self, puts: Vec<Put>) -> Result<Written, PortError> {
        self.written(self.table.transact(puts)).await
    }
    async fn due(
        &self,
        minute: Minute,
        shard: u8,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<DueEntry>, PortError> {
        self.table.due(minute, shard, after, limit).await
    }
    async fn list(
        &self,
        list: &str,
        prefix: &str,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<Key>, PortError> {
        self.table.list(list, prefix, after, limit).await
    }
}

struct Store {
    table: Failing,
    directory: Directory,
}

impl Ports for Store {
    type Table = Failing;
    type Queue = Embedded;
    type Timer = Embedded;
    type Gateway = Absent;

    fn table(&self) -> &Failing {
        &self.table
    }
    fn queue(&self) -> &Embedded {
        &self.table.table
    }
    fn timer(&self) -> &Embedded {
        &self.table.table
    }
    fn gateway(&self) -> &Absent {
        &Absent
    }
    fn directory(&self) -> &Directory {
        &self.directory
    }
}

fn clinic() -> Clinic {
    toml::from_str(include_str!("../../../infra/clinics/sol/clinic.toml")).unwrap()
}

fn around(clinic: &Arc<Clinic>, visit: usize) -> Around {
    Around {
        clinic: Arc::clone(clinic),
        questionnaire: clinic.surveys[0].clone(),
        facts: Facts {
            clinic: clinic.id.clone(),
            about: Covered { case: CaseId::new(format!("a{visit}")).unwrap(), version: 2 },
            patient: PatientId::new(format!("p{visit}")).unwrap(),
            visit: Visit {
                day: "2026-12-04".parse().unwrap(),
                site: Some(format!("site {}", visit % 3)),
                service: None,
                practitioner: None,
            },
        },
        asks: Question::Score,
    }
}

fn at(second: usize) -> Timestamp {
    Timestamp::from_second(1_796_400_000 + i64::try_from(second).unwrap()).unwrap()
}

/// Everything in a list.
async fn all<A: ::ports::commit::Aggregate>(ports: &Store, list: &str) -> Vec<A> {
    let page = ports.table.table.list(list, "", None, 1_000).await.unwrap();
    let mut all = Vec::new();
    for key in &page.entries {
        all.extend(load(ports, key).await.unwrap());
    }
    all
}

#[tokio::test]
async fn every_answer_counts_once_whatever_fails() {
    for seed in 1..4 {
        let mut random = fastrand::Rng::with_seed(seed);
        let table = Failing { table: Embedded::open(None).unwrap(), random: random.fork().into() };
        let ports = Store { table, directory: Directory::new(vec![clinic()]) };
        let clinic = Arc::new(clinic());
        let mut answers: Vec<(usize, usize, u8, String)> = Vec::new();
        for number in 0..ANSWERS {
            let (visit, second, score) = (random.usize(0..VISITS), random.usize(0..100), random.u8(1..=5));
            answers.push((visit, second, score, format!("w{number}")));
            if random.u8(0..5) == 0 {
                answers.push((visit, second, score, format!("w{number}")));
            }
        }
        random.shuffle(&mut answers);
        let queue = RefCell::new(answers.clone());
        let again = RefCell::new(0_usize);
        join_all((0..AT_ONCE).map(async |_| {
            while let Some(answer) = { queue.borrow_mut().pop() } {
                let (visit, second, score, cause) = answer.clone();
                let event = Event::Answered {
                    cause,
                    at: at(second),
                    reply: Reply::Choice(score),
                    channel: Channel::Whatsapp,
                    thread: ThreadId::new("t1").unwrap(),
                    to: Question::Score,
                };
                if apply(&ports, &around(&clinic, visit), &event, at(1_000)).await.is_err() {
                    // As the queue does: it comes again, behind others.
                    queue.borrow_mut().insert(0, answer);
                    *again.borrow_mut() += 1;
                }
            }
        }))
        .await;
        let redelivered = again.into_inner();
        assert!(redelivered > ANSWERS / FAILS, "too little failed: {redelivered}");

        let mut newest: BTreeMap<usize, (usize, &str, u8)> = BTreeMap::new();
        for (visit, second, score, cause) in &answers {
            let answer = (*second, cause.as_str(), *score);
            newest.entry(*visit).and_modify(|it| *it = (*it).max(answer)).or_insert(answer);
        }
        let mut expected: BTreeMap<String, Counts> = BTreeMap::new();
        for (visit, (_, _, score)) in &newest {
            let counts = expected.entry(format!("site {}", visit % 3)).or_default();
            counts.asked += 1;
            counts.scores[usize::from(*score)] += 1;
        }
        let tallies: Vec<Tally> = all(&ports, &tallies_list(&clinic.id)).await;
        assert_eq!(tallies.len(), usize::from(TALLY_SHARDS));
        let mut counted: BTreeMap<String, Counts> = BTreeMap::new();
        let mut total = Counts::default();
        for tally in &tallies {
            total.merge(&tally.all);
            tally.sites.iter().for_each(|(name, it)| counted.entry(name.clone()).or_default().merge(it));
        }
        assert_eq!(counted, expected, "seed {seed}");
        assert_eq!(total.answered() as usize, newest.len());
        let surveys: Vec<Survey> = all(&ports, &surveys_list(&clinic.id)).await;
        let low = |it: &Survey| it.score().is_some_and(|it| clinic.surveys[0].is_low(it));
        let tickets: Vec<Ticket> = all(&ports, &tickets_list(&clinic.id)).await;
        assert!(
            surveys.iter().filter(|it| low(it)).all(|it| tickets.iter().any(|ticket| ticket.survey == it.id))
        );
    }
}

#[tokio::test]
async fn who_was_asked_by_a_questionnaire_that_is_gone_is_asked_no_more_and_wakes_nobody() {
    let table = Failing { table: Embedded::open(None).unwrap(), random: fastrand::Rng::with_seed(1).into() };
    let mut without = clinic();
    without.surveys.clear();
    let ports = Store { table, directory: Directory::new(vec![without]) };
    let around = around(&Arc::new(clinic()), 1);
    let (survey, message) = (around.facts.survey(), MessageId::new("msg_1").unwrap());
    let asked = Event::Asked { message, channel: Channel::Whatsapp, at: at(0) };
    while apply(&ports, &around, &asked, at(0)).await.is_err() {}
    let stored = async || load::<_, Survey>(&ports, &survey_key(&survey)).await.unwrap().unwrap();
    let due = stored().await.due.unwrap();
    let woken = encode(&ToSurveys::SurveyDue { survey: survey.clone(), due });
    let links = LinkKey::new(ButtonKey::new("key"));
    while let Err(failure) = handle(&ports, &links, &woken, due).await {
        assert_eq!(failure.disposition, Disposition::Retry, "{failure}");
    }
    let survey = stored().await;
    assert_eq!((survey.due, survey.not_reminded), (None, Some(Reason::NoTemplate)));
}
