use std::fmt::Write as _;

use jiff::Timestamp;

use super::super::event::{Failure, ProviderAnswer};
use super::super::{Effect, Event, Message, Phase, decide};
use super::build::{later, message};
use crate::decision::{Decision, Outcome};
use crate::delivery::{Channel, FailureClass, Purpose, Receipt};
use crate::gate::{Gate, GateRecord, Verdict};
use crate::reason::Reason;

const CLASSES: [FailureClass; 15] = [
    FailureClass::Transient,
    FailureClass::Backoff,
    FailureClass::PairRate,
    FailureClass::Unreachable,
    FailureClass::Fallback,
    FailureClass::Template,
    FailureClass::WindowClosed,
    FailureClass::OptedOut,
    FailureClass::MarketingOptedOut,
    FailureClass::SenderStopped,
    FailureClass::Defect,
    FailureClass::BadAddress,
    FailureClass::GiveUp,
    FailureClass::IdentityChanged,
    FailureClass::Expired,
];
const RECEIPTS: [Receipt; 5] =
    [Receipt::Queued, Receipt::Sent, Receipt::Failed, Receipt::Delivered, Receipt::Read];

fn judged(verdict: Verdict) -> Event {
    Event::Judged { channel: Channel::Whatsapp, thread: None, verdict, gates: Vec::new(), cost: None }
}

fn withdrawn(verdict: Verdict) -> Event {
    let objection = GateRecord { gate: Gate::Version, verdict };
    Event::Withdrawn { channel: Channel::Whatsapp, attempt: 1, objection }
}

fn answered(answer: ProviderAnswer) -> Event {
    Event::Answered { channel: Channel::Whatsapp, attempt: 1, answer, jitter: 0 }
}

fn accepted() -> ProviderAnswer {
    ProviderAnswer::Accepted { provider_id: "wamid.1".to_owned() }
}

fn reported(receipt: Receipt) -> Event {
    Event::Reported {
        channel: Channel::Whatsapp,
        receipt,
        failure: None,
        provider_id: Some("wamid.1".to_owned()),
    }
}

fn after(message: &Message, event: &Event, now: Timestamp) -> Message {
    decide(message, event, now).next.unwrap_or_else(|| message.clone())
}

/// A message in that phase on its first channel, since the start.
fn standing(phase: Phase, channels: &[Channel]) -> Message {
    let waiting = message(channels);
    let sending = after(&waiting, &judged(Verdict::Pass), later(0));
    let standing = match phase {
        Phase::Waiting => waiting,
        Phase::Sending => sending,
        Phase::Unsettled => after(&sending, &answered(ProviderAnswer::Unknown), later(0)),
        Phase::Accepted => after(&sending, &answered(accepted()), later(0)),
        Phase::Ended => after(&waiting, &judged(Verdict::Stop(Reason::Cancelled)), later(0)),
    };
    assert_eq!(standing.phase, phase);
    standing
}

fn events() -> Vec<(String, Event)> {
    let mut events = vec![
        ("judged pass".to_owned(), judged(Verdict::Pass)),
        ("judged wait".to_owned(), judged(Verdict::WaitUntil(later(90), Reason::QuietHours))),
        ("judged other channel".to_owned(), judged(Verdict::OtherChannel(Reason::OptedOut))),
        ("judged stop".to_owned(), judged(Verdict::Stop(Reason::Cancelled))),
        ("judged too late".to_owned(), judged(Verdict::Stop(Reason::TooLate))),
        ("withdrawn stop".to_owned(), withdrawn(Verdict::Stop(Reason::Cancelled))),
        ("withdrawn other channel".to_owned(), withdrawn(Verdict::OtherChannel(Reason::OptedOut))),
        ("accepted".to_owned(), answered(accepted())),
        ("unknown".to_owned(), answered(ProviderAnswer::Unknown)),
    ];
    for class in CLASSES {
        let failure = Failure { class, code: Some(1), retry_after_seconds: None };
        events.push((format!("refused {class:?}"), answered(ProviderAnswer::Refused(failure))));
    }
    events.extend(RECEIPTS.map(|receipt| (format!("reported {receipt:?}"), reported(receipt))));
    events
}

fn minutes(at: Timestamp) -> String {
    let seconds = at.duration_since(later(0)).as_secs();
    if seconds % 60 == 0 { format!("{}m", seconds / 60) } else { format!("{seconds}s") }
}

fn effect(effect: &Effect) -> String {
    match effect {
        Effect::Judge => "judge".to_owned(),
        Effect::Call { channel, attempt } => format!("call {} {attempt}", channel.as_str()),
        Effect::Later(at) => format!("later {}", minutes(*at)),
        Effect::Taken { .. } => "taken".to_owned(),
        Effect::Learn { .. } => "learn".to_owned(),
        Effect::Unsaid(reason) => format!("unsaid {}", reason.code()),
        Effect::MaybeUnanswered => "maybe unanswered".to_owned(),
    }
}

/// `phase channel: status on the first channel (reason) > effects`.
fn cell(before: &Message, decision: &Decision<Message, Effect>) -> String {
    let message = decision.next.as_ref().unwrap_or(before);
    let channel = message.channel().map_or("-", Channel::as_str);
    let first = message.dispatches.first();
    let status = first.map_or("-", |it| it.status.as_str());
    let reason = first.and_then(|it| it.reason).map_or(String::new(), |it| format!(" ({})", it.code()));
    let effects: Vec<String> = decision.effects.iter().map(effect).collect();
    format!("{:?} {channel}: {status}{reason} > {}", message.phase, effects.join(", "))
}

fn table(channels: &[Channel]) -> String {
    let mut table = String::new();
    for phase in Phase::ALL {
        let standing = standing(phase, channels);
        let due = standing.wants_decision_at().unwrap_or(later(0));
        let mut rows: Vec<(String, Event, Timestamp)> =
            events().into_iter().map(|(name, event)| (name, event, later(0))).collect();
        rows.push(("woken early".to_owned(), Event::Woken, due - jiff::SignedDuration::from_secs(1)));
        rows.push(("woken".to_owned(), Event::Woken, due));
        let mut stale = Vec::new();
        for (name, event, now) in rows {
            let decision = decide(&standing, &event, now);
            if decision.outcome == Outcome::Stale {
                assert_eq!((&decision.next, decision.effects.len()), (&None, 0));
                stale.push(name);
            } else {
                let line = format!("{phase:?} | {name:<25} | {}", cell(&standing, &decision));
                writeln!(table, "{}", line.trim_end()).expect("a string takes it");
            }
        }
        let shown = if stale.len() > 6 { format!("all other {}", stale.len()) } else { stale.join(", ") };
        writeln!(table, "{phase:?} | stale: {shown}").expect("a string takes it");
    }
    table
}

#[test]
fn every_phase_and_event_with_another_channel_left() {
    insta::assert_snapshot!(table(&[Channel::Whatsapp, Channel::Sms]), @"
    Waiting | judged pass               | Sending whatsapp: queued > call whatsapp 1
    Waiting | judged wait               | Waiting whatsapp: queued (quiet_hours) > later 90m
    Waiting | judged other channel      | Waiting sms: suppressed (opted_out) > judge
    Waiting | judged stop               | Ended whatsapp: suppressed (cancelled) > unsaid cancelled
    Waiting | judged too late           | Ended whatsapp: expired (too_late) > unsaid too_late
    Waiting | woken                     | Waiting whatsapp: - > judge
    Waiting | stale: all other 25
    Sending | withdrawn stop            | Ended whatsapp: suppressed (cancelled) > unsaid cancelled
    Sending | withdrawn other channel   | Waiting sms: suppressed (opted_out) > judge
    Sending | accepted                  | Accepted whatsapp: sent > taken, later 60m
    Sending | unknown                   | Unsettled whatsapp: queued > later 10m
    Sending | refused Transient         | Waiting whatsapp: queued > later 5s, learn
    Sending | refused Backoff           | Waiting whatsapp: queued > later 10s, learn
    Sending | refused PairRate          | Waiting whatsapp: queued > later 1s, learn
    Sending | refused Unreachable       | Waiting sms: failed (no_address) > judge, learn
    Sending | refused Fallback          | Waiting sms: failed (refused) > judge, learn
    Sending | refused Template          | Waiting sms: failed (template) > judge, learn
    Sending | refused WindowClosed      | Waiting sms: failed (window_closed) > judge, learn
    Sending | refused OptedOut          | Ended whatsapp: failed (opted_out) > unsaid opted_out, learn
    Sending | refused MarketingOptedOut | Waiting sms: failed (category) > judge, learn
    Sending | refused SenderStopped     | Waiting sms: failed (sender_stopped) > judge, learn
    Sending | refused Defect            | Waiting sms: failed (defect) > judge, learn
    Sending | refused BadAddress        | Waiting sms: failed (bad_address) > judge, learn
    Sending | refused GiveUp            | Ended whatsapp: failed (refused) > unsaid refused, learn
    Sending | refused IdentityChanged   | Ended whatsapp: failed (unverified) > unsaid unverified, learn
    Sending | refused Expired           | Waiting sms: failed (undelivered) > judge, learn
    Sending | reported Queued           | Accepted whatsapp: queued > taken, later 60m
    Sending | reported Sent             | Accepted whatsapp: sent > taken, later 60m
    Sending | reported Failed           | Waiting sms: failed (refused) > judge, learn
    Sending | reported Delivered        | Accepted whatsapp: delivered > taken, later 60m
    Sending | reported Read             | Ended whatsapp: read > taken
    Sending | woken                     | Unsettled whatsapp: queued > later 645s
    Sending | stale: judged pass, judged wait, judged other channel, judged stop, judged too late, woken early
    Unsettled | reported Queued           | Accepted whatsapp: queued > taken, later 60m
    Unsettled | reported Sent             | Accepted whatsapp: sent > taken, later 60m
    Unsettled | reported Failed           | Waiting sms: failed (refused) > judge, learn
    Unsettled | reported Delivered        | Accepted whatsapp: delivered > taken, later 180m
    Unsettled | reported Read             | Ended whatsapp: read > taken
    Unsettled | woken                     | Waiting whatsapp: queued > judge
    Unsettled | stale: all other 25
    Accepted | reported Failed           | Waiting sms: failed (refused) > judge, learn
    Accepted | reported Delivered        | Accepted whatsapp: delivered > later 60m
    Accepted | reported Read             | Ended whatsapp: read >
    Accepted | woken                     | Waiting sms: sent (undelivered) > judge
    Accepted | stale: all other 27
    Ended | stale: all other 31
    ");
}

#[test]
fn every_phase_and_event_on_the_last_channel() {
    insta::assert_snapshot!(table(&[Channel::Whatsapp]), @"
    Waiting | judged pass               | Sending whatsapp: queued > call whatsapp 1
    Waiting | judged wait               | Waiting whatsapp: queued (quiet_hours) > later 90m
    Waiting | judged other channel      | Ended whatsapp: suppressed (opted_out) > unsaid opted_out
    Waiting | judged stop               | Ended whatsapp: suppressed (cancelled) > unsaid cancelled
    Waiting | judged too late           | Ended whatsapp: expired (too_late) > unsaid too_late
    Waiting | woken                     | Waiting whatsapp: - > judge
    Waiting | stale: all other 25
    Sending | withdrawn stop            | Ended whatsapp: suppressed (cancelled) > unsaid cancelled
    Sending | withdrawn other channel   | Ended whatsapp: suppressed (opted_out) > unsaid opted_out
    Sending | accepted                  | Accepted whatsapp: sent > taken, later 1440m
    Sending | unknown                   | Unsettled whatsapp: queued > later 10m
    Sending | refused Transient         | Waiting whatsapp: queued > later 5s, learn
    Sending | refused Backoff           | Waiting whatsapp: queued > later 10s, learn
    Sending | refused PairRate          | Waiting whatsapp: queued > later 1s, learn
    Sending | refused Unreachable       | Ended whatsapp: failed (no_address) > unsaid no_address, learn
    Sending | refused Fallback          | Ended whatsapp: failed (refused) > unsaid refused, learn
    Sending | refused Template          | Ended whatsapp: failed (template) > unsaid template, learn
    Sending | refused WindowClosed      | Ended whatsapp: failed (window_closed) > unsaid window_closed, learn
    Sending | refused OptedOut          | Ended whatsapp: failed (opted_out) > unsaid opted_out, learn
    Sending | refused MarketingOptedOut | Ended whatsapp: failed (category) > unsaid category, learn
    Sending | refused SenderStopped     | Waiting whatsapp: queued (sender_stopped) > later 15m, learn
    Sending | refused Defect            | Ended whatsapp: failed (defect) > unsaid defect, learn
    Sending | refused BadAddress        | Ended whatsapp: failed (bad_address) > unsaid bad_address, learn
    Sending | refused GiveUp            | Ended whatsapp: failed (refused) > unsaid refused, learn
    Sending | refused IdentityChanged   | Ended whatsapp: failed (unverified) > unsaid unverified, learn
    Sending | refused Expired           | Ended whatsapp: failed (undelivered) > unsaid undelivered, learn
    Sending | reported Queued           | Accepted whatsapp: queued > taken, later 1440m
    Sending | reported Sent             | Accepted whatsapp: sent > taken, later 1440m
    Sending | reported Failed           | Ended whatsapp: failed (refused) > unsaid refused, learn
    Sending | reported Delivered        | Ended whatsapp: delivered > taken
    Sending | reported Read             | Ended whatsapp: read > taken
    Sending | woken                     | Unsettled whatsapp: queued > later 645s
    Sending | stale: judged pass, judged wait, judged other channel, judged stop, judged too late, woken early
    Unsettled | reported Queued           | Accepted whatsapp: queued > taken, later 1440m
    Unsettled | reported Sent             | Accepted whatsapp: sent > taken, later 1440m
    Unsettled | reported Failed           | Ended whatsapp: failed (refused) > unsaid refused, learn
    Unsettled | reported Delivered        | Ended whatsapp: delivered > taken
    Unsettled | reported Read             | Ended whatsapp: read > taken
    Unsettled | woken                     | Waiting whatsapp: queued > judge
    Unsettled | stale: all other 25
    Accepted | reported Failed           | Ended whatsapp: failed (refused) > unsaid refused, learn
    Accepted | reported Delivered        | Ended whatsapp: delivered >
    Accepted | reported Read             | Ended whatsapp: read >
    Accepted | woken                     | Ended whatsapp: sent (undelivered) >
    Accepted | stale: all other 27
    Ended | stale: all other 31
    ");
}

#[test]
fn what_providers_report_later_only_moves_forward() {
    let mut table = String::new();
    for first in RECEIPTS {
        let accepted = standing(Phase::Accepted, &[Channel::Whatsapp]);
        let known = after(&accepted, &reported(first), later(1));
        let ends: Vec<String> = RECEIPTS
            .into_iter()
            .map(|second| {
                let decision = decide(&known, &reported(second), later(2));
                let message = decision.next.as_ref().unwrap_or(&known);
                let end = message.dispatches[0].status.as_str();
                if decision.outcome == Outcome::Stale { "=".to_owned() } else { end.to_owned() }
            })
            .collect();
        writeln!(table, "{:<9} | {}", format!("{first:?}"), ends.join(" ")).expect("a string takes it");
    }
    insta::assert_snapshot!(table, @"
    Queued    | = = failed delivered read
    Sent      | = = failed delivered read
    Failed    | = = = delivered read
    Delivered | = = = = read
    Read      | = = = = =
    ");
}

#[test]
fn an_unknown_outcome_is_sent_once_more_only_where_the_purpose_wants_it() {
    for (purpose, again) in [
        (Purpose::Care, true),
        (Purpose::Administrative, true),
        (Purpose::Survey, false),
        (Purpose::Marketing, false),
    ] {
        let mut unsettled = standing(Phase::Unsettled, &[Channel::Whatsapp, Channel::Sms]);
        unsettled.spec.purpose = purpose;
        let decision = decide(&unsettled, &Event::Woken, later(10));
        let next = decision.next.expect("it moves");
        assert_eq!((next.phase == Phase::Waiting, next.resent_unsettled), (again, again), "{purpose:?}");
    }
}
