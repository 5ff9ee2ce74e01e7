//! What holds for any order of judgements, answers, reports and wakings.

use jiff::SignedDuration;
use proptest::prelude::*;

use super::super::event::{Failure, ProviderAnswer};
use super::super::{DispatchStatus, Effect, Event, Message, Phase, decide};
use super::build::{later, message};
use crate::delivery::{Channel, FailureClass, Receipt};
use crate::gate::Verdict;
use crate::reason::Reason;

fn failure() -> impl Strategy<Value = Failure> {
    let class = proptest::sample::select(vec![
        FailureClass::Transient,
        FailureClass::PairRate,
        FailureClass::Unreachable,
        FailureClass::OptedOut,
        FailureClass::Expired,
    ]);
    class.prop_map(|class| Failure { class, code: Some(131_026), retry_after_seconds: None })
}

fn events() -> impl Strategy<Value = Vec<(i64, Event)>> {
    let channel = || proptest::sample::select(Channel::ALL.to_vec());
    let verdict = prop_oneof![
        6 => Just(Verdict::Pass),
        1 => (0..600_i64).prop_map(|minutes| Verdict::WaitUntil(later(minutes), Reason::Pace)),
        1 => Just(Verdict::OtherChannel(Reason::NoAddress)),
        1 => Just(Verdict::Stop(Reason::Superseded)),
    ];
    let judged = (channel(), verdict).prop_map(|(channel, verdict)| Event::Judged {
        channel,
        thread: None,
        verdict,
        gates: Vec::new(),
        cost: None,
    });
    let answer = prop_oneof![
        Just(ProviderAnswer::Accepted { provider_id: "wamid.1".to_owned() }),
        Just(ProviderAnswer::Unknown),
        failure().prop_map(ProviderAnswer::Refused),
    ];
    let answered = (channel(), 1..4_u32, answer, any::<u8>())
        .prop_map(|(channel, attempt, answer, jitter)| Event::Answered { channel, attempt, answer, jitter });
    let receipt = proptest::sample::select(vec![
        Receipt::Queued,
        Receipt::Sent,
        Receipt::Failed,
        Receipt::Delivered,
        Receipt::Read,
    ]);
    let reported =
        (channel(), receipt, proptest::option::of(failure())).prop_map(|(channel, receipt, failure)| {
            Event::Reported { channel, receipt, failure, provider_id: None }
        });
    let event = prop_oneof![4 => judged, 4 => answered, 2 => reported, 3 => Just(Event::Woken)];
    proptest::collection::vec((0..90_i64, event), 1..40)
}

/// Plays the events; gives every state with the effects that led to it.
fn play(events: &[(i64, Event)], times: usize) -> Vec<(Message, Vec<Effect>)> {
    let mut message = message(&Channel::ALL);
    let mut now = later(0);
    let mut states = Vec::new();
    for (minutes, event) in events {
        now += SignedDuration::from_mins(*minutes);
        for _ in 0..times {
            let decision = decide(&message, event, now);
            message = decision.next.unwrap_or(message);
            states.push((message.clone(), decision.effects));
        }
    }
    states
}

fn calls(effects: &[Effect]) -> Vec<(Channel, u32)> {
    let call = |it: &Effect| match it {
        Effect::Call { channel, attempt } => Some((*channel, *attempt)),
        _ => None,
    };
    effects.iter().filter_map(call).collect()
}

proptest! {
    #[test]
    fn never_two_calls_under_way(events in events()) {
        let mut under_way = false;
        for (message, effects) in play(&events, 1) {
            let called = calls(&effects);
            prop_assert!(called.len() <= 1);
            prop_assert!(called.is_empty() || !under_way, "called while another call was under way");
            // A call is under way until it is answered, reported, or its lease is over.
            under_way = message.phase == Phase::Sending;
            prop_assert!(called.is_empty() || under_way);
        }
    }

    #[test]
    fn no_attempt_is_made_twice(events in events()) {
        let mut made: Vec<_> = play(&events, 2).iter().flat_map(|(_, effects)| calls(effects)).collect();
        let all = made.len();
        made.sort_unstable();
        made.dedup();
        prop_assert_eq!(made.len(), all);
    }

    #[test]
    fn what_was_delivered_stays_delivered(events in events()) {
        let rank = |status: DispatchStatus| match status {
            DispatchStatus::Read => 2,
            DispatchStatus::Delivered => 1,
            _ => 0,
        };
        let mut reached = [0; 3];
        for (message, _) in play(&events, 1) {
            for (channel, best) in Channel::ALL.into_iter().zip(&mut reached) {
                let now = message.dispatch(channel).map_or(0, |it| rank(it.status));
                prop_assert!(now >= *best, "{channel:?} went back");
                *best = now;
            }
        }
    }

    #[test]
    fn what_has_ended_stays_ended_and_what_has_not_will_be_woken(events in events()) {
        let mut ended = false;
        for (message, effects) in play(&events, 1) {
            prop_assert!(!ended || message.phase == Phase::Ended);
            prop_assert!(!ended || calls(&effects).is_empty());
            ended = message.phase == Phase::Ended;
            prop_assert_eq!(message.due.is_none(), ended);
        }
    }
}
