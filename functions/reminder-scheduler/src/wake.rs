//! Waking: a minute fans out over its shards and pages, and the sweep finds minutes that nobody woke.
//!
//! Neither decides anything: they put one message per case, slot, thread, survey or message on its queue, where it is
//! decided again.

use domain::ids::{CaseId, ClinicId, MessageId, SlotId, SurveyId, ThreadId};
use frame::Failure;
use jiff::Timestamp;
use ports::commit::{commit_change, load};
use ports::publish::{publish, publish_grouped};
use ports::records::{Swept, sweep_key};
use ports::table::{Cursor, DUE_SHARDS, DueEntry, Key, Minute, Table as _};
use ports::wire::{ToJourneys, ToOutbound, ToSurveys, ToThreads};
use ports::{PortError, Ports};

/// How far behind the last sweep the next one begins, in minutes: more than two clocks can differ by, of the sweep that
/// was ahead and of whoever stored what is due.
const SWEEP_BACK_MINUTES: i64 = 30;
/// A minute younger than this is left to its own wake-up, in minutes.
const SWEEP_GRACE_MINUTES: i64 = 2;
/// Most minutes that one sweep looks at: after a day without sweeps, a handful of them catch up.
const SWEEP_MINUTES_MAX: i64 = 240;

/// A shard with more than this is not put on its queues beside the others.
const INLINE_MAX: u32 = 50;
/// So many are put on their queues by one record, in a second: a queue takes ten at once, in some milliseconds. Fewer
/// would be more records one behind the other, and a clinic behind another one's thousands waits for all of them.
const PAGE_MAX: u32 = 1_000;
/// The fair group of records that wake.
const WAKES: &str = "wakes";

/// Puts everything due in that minute on its queue.
pub(crate) async fn fan_out<P: Ports>(ports: &P, minute: Minute) -> Result<(), Failure> {
    let _ = wake_minute(ports, minute).await?;
    Ok(())
}

/// Wakes what is still due in the minutes that no sweep has looked at, however long the table and with it the sweep was
/// away, and in some before.
pub(crate) async fn sweep<P: Ports>(ports: &P, now: Timestamp) -> Result<(), Failure> {
    let newest = now.as_second().div_euclid(60) - SWEEP_GRACE_MINUTES;
    let swept = load::<_, Swept>(ports, &sweep_key()).await?.map_or(newest, |it| it.until);
    let first = swept.min(newest) - SWEEP_BACK_MINUTES;
    let last = newest.min(first + SWEEP_MINUTES_MAX);
    let mut found: u64 = 0;
    for minute in first..=last {
        found += wake_minute(ports, Minute(minute)).await?;
    }
    if found > 0 {
        tracing::warn!(metric = "lost_wakeups", count = found, "the sweep found lost wake-ups");
    }
    // The clock of another sweep may have been ahead: what it looked at is not taken back.
    let _ = commit_change(ports, &sweep_key(), |known: Option<&Swept>| {
        Some(Swept { until: known.map_or(last, |it| it.until.max(last)) })
    })
    .await?;
    Ok(())
}

/// Puts what is due in a minute on its queue, shard by shard; a shard that holds much becomes a record of its own, so
/// that many are put on their queues at once and nobody waits for another clinic's thousands. Gives how many were seen.
async fn wake_minute<P: Ports>(ports: &P, minute: Minute) -> Result<u64, PortError> {
    let mut woken: u64 = 0;
    // Shards are many and mostly small: what they hold goes onto the queues together.
    let mut entries: Vec<DueEntry> = Vec::new();
    for shard in 0..DUE_SHARDS {
        let page = ports.table().due(minute, shard, None, INLINE_MAX).await?;
        woken += page.entries.len() as u64;
        match page.next {
            Some(_) => go_on(ports, minute, shard, None).await?,
            None => entries.extend(page.entries),
        }
    }
    wake(ports, minute, entries).await?;
    Ok(woken)
}

/// Puts one page of a shard on its queue, and says first where the next one begins.
pub(crate) async fn page<P: Ports>(
    ports: &P,
    minute: Minute,
    shard: u8,
    after: Option<Cursor>,
) -> Result<(), Failure> {
    let page = ports.table().due(minute, shard, after.as_ref(), PAGE_MAX).await?;
    if let Some(next) = page.next {
        go_on(ports, minute, shard, Some(next)).await?;
    }
    Ok(wake(ports, minute, page.entries).await?)
}

async fn go_on<P: Ports>(
    ports: &P,
    minute: Minute,
    shard: u8,
    after: Option<Cursor>,
) -> Result<(), PortError> {
    let rest = ToJourneys::PageDue { minute: minute.0, shard, after: after.map(|it| it.0) };
    // In a group of its own: it must not stand behind the records of the clinic whose thousands it is about.
    publish(ports.queue(), WAKES, &[rest]).await
}

async fn wake<P: Ports>(ports: &P, minute: Minute, entries: Vec<DueEntry>) -> Result<(), PortError> {
    let due = minute.fires_at();
    let (mut journeys, mut messages) = (Vec::new(), Vec::new());
    let (mut threads, mut surveys) = (Vec::new(), Vec::new());
    for DueEntry { key, group } in entries {
        let woken = Due::parse(&key);
        // What an earlier release stored says no group: it is its clinic's where the key tells, else alone in its own.
        let group = group.unwrap_or_else(|| match &woken {
            Some(Due::Case(clinic, _) | Due::Slot(clinic, _)) => clinic.to_string(),
            _ => key.0.clone(),
        });
        match woken {
            Some(Due::Case(clinic, case)) => {
                journeys.push((group, ToJourneys::CaseDue { clinic, case, due }));
            }
            Some(Due::Slot(clinic, slot)) => {
                journeys.push((group, ToJourneys::SlotDue { clinic, slot, due }));
            }
            Some(Due::Message(message)) => messages.push((group, ToOutbound::MessageDue { message })),
            Some(Due::Thread(thread)) => threads.push((group, ToThreads::ThreadDue { thread })),
            Some(Due::Survey(survey)) => surveys.push((group, ToSurveys::SurveyDue { survey, due })),
            None => tracing::error!("an item that nobody wakes stands in the due index"),
        }
    }
    publish_grouped(ports.queue(), &journeys).await?;
    publish_grouped(ports.queue(), &threads).await?;
    publish_grouped(ports.queue(), &surveys).await?;
    publish_grouped(ports.queue(), &messages).await
}

enum Due {
    Case(ClinicId, CaseId),
    Message(MessageId),
    Thread(ThreadId),
    Slot(ClinicId, SlotId),
    Survey(SurveyId),
}

impl Due {
    fn parse(key: &Key) -> Option<Self> {
        let mut parts = key.0.split('#');
        match (parts.next()?, parts.next()?, parts.next()) {
            ("case", clinic, Some(case)) => {
                Some(Self::Case(ClinicId::new(clinic).ok()?, CaseId::new(case).ok()?))
            }
            ("slot", clinic, Some(slot)) => {
                Some(Self::Slot(ClinicId::new(clinic).ok()?, SlotId::new(slot).ok()?))
            }
            ("message", message, None) => Some(Self::Message(MessageId::new(message).ok()?)),
            ("thread", thread, None) => Some(Self::Thread(ThreadId::new(thread).ok()?)),
            ("survey", survey, None) => Some(Self::Survey(SurveyId::new(survey).ok()?)),
            _ => None,
        }
    }
}
