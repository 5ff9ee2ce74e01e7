use jiff::{SignedDuration, Timestamp};

use super::super::event::{Failure, ProviderAnswer};
use super::super::{About, DispatchStatus, Effect, Event, Message, Phase, Recipient, decide};
use super::build::{later, message};
use crate::decision::Outcome;
use crate::delivery::{Channel, FailureClass, Purpose, Receipt};
use crate::gate::Verdict;
use crate::ids::ThreadId;
use crate::reason::Reason;

/// What the gates say of whichever channel it is then at; see [`story`].
fn judged(verdict: Verdict) -> Event {
    judged_for(Channel::Whatsapp, verdict)
}

fn judged_for(channel: Channel, verdict: Verdict) -> Event {
    Event::Judged { channel, thread: None, verdict, gates: Vec::new(), cost: None }
}

fn answered(channel: Channel, attempt: u32, answer: ProviderAnswer) -> Event {
    Event::Answered { channel, attempt, answer, jitter: 0 }
}

fn reported(channel: Channel, receipt: Receipt) -> Event {
    Event::Reported { channel, receipt, failure: None, provider_id: None }
}

fn accepted() -> ProviderAnswer {
    ProviderAnswer::Accepted { provider_id: "wamid.1".to_owned() }
}

fn refused(class: FailureClass) -> ProviderAnswer {
    ProviderAnswer::Refused(Failure { class, code: None, retry_after_seconds: None })
}

/// What applying one event after the other leads to; each has to move the message.
fn story(mut message: Message, events: &[(Timestamp, Event)]) -> (Message, Vec<Effect>) {
    let mut effects = Vec::new();
    for (now, event) in events {
        let event = match (event, message.channel()) {
            (Event::Judged { verdict, .. }, Some(channel)) => &judged_for(channel, *verdict),
            (event, _) => event,
        };
        let decision = decide(&message, event, *now);
        assert_eq!(decision.outcome, Outcome::Applied, "{event:?}");
        message = decision.next.unwrap_or(message);
        effects = decision.effects;
    }
    (message, effects)
}

#[test]
fn a_passing_fault_is_retried_four_times_and_then_takes_the_next_channel() {
    let mut message = message(&[Channel::Whatsapp, Channel::Sms]);
    let mut now = later(0);
    let mut waits = Vec::new();
    for attempt in 1..=5 {
        let pass = [(now, judged(Verdict::Pass))];
        let fault = [(now, answered(Channel::Whatsapp, attempt, refused(FailureClass::Transient)))];
        message = story(message, &pass).0;
        message = story(message, &fault).0;
        let due = message.due.unwrap_or(now);
        waits.push(due.duration_since(now).as_secs());
        now = due;
    }
    assert_eq!(waits, [5, 30, 120, 480, 0]);
    assert_eq!((message.phase, message.channel()), (Phase::Waiting, Some(Channel::Sms)));
    assert_eq!(message.dispatches[0].reason, Some(Reason::ProviderFault));
}

#[test]
fn a_provider_away_for_hours_is_waited_for_where_nothing_else_can_say_it() {
    let mut message = message(&[Channel::Whatsapp, Channel::Sms]);
    message.spec.not_after = later(0) + SignedDuration::from_hours(3);
    let mut attempt = 0;
    let mut calls = Vec::new();
    let mut unsaid = Vec::new();
    while message.phase == Phase::Waiting {
        let now = message.due.unwrap_or(later(0)).max(later(0));
        let event = match message.channel() {
            Some(Channel::Whatsapp) => {
                attempt += 1;
                calls.push(now.duration_since(later(0)).as_secs());
                message = story(message, &[(now, judged(Verdict::Pass))]).0;
                answered(Channel::Whatsapp, attempt, refused(FailureClass::Transient))
            }
            _ => judged(Verdict::OtherChannel(Reason::NoAddress)),
        };
        let (next, effects) = story(message, &[(now, event)]);
        message = next;
        unsaid.extend(effects.into_iter().filter(|it| matches!(it, Effect::Unsaid(_))));
    }
    // A quarter of what is left, at most fifteen minutes, at least one; never when it is of no use any more.
    assert_eq!(calls[..7], [0, 5, 35, 155, 635, 1_535, 2_435]);
    assert!(calls.last().is_some_and(|it| (10_740..10_800).contains(it)), "{calls:?}");
    assert_eq!((message.phase, unsaid.len()), (Phase::Ended, 1));
}

#[test]
fn a_provider_that_is_back_takes_what_waited_for_it() {
    let mut message = message(&[Channel::Whatsapp]);
    for attempt in 1..=8 {
        let now = message.due.unwrap_or(later(0)).max(later(0));
        let answer = if attempt == 8 { accepted() } else { refused(FailureClass::Transient) };
        let turn = [(now, judged(Verdict::Pass)), (now, answered(Channel::Whatsapp, attempt, answer))];
        message = story(message, &turn).0;
    }
    assert_eq!((message.phase, message.dispatches[0].status), (Phase::Accepted, DispatchStatus::Sent));
}

#[test]
fn what_is_taken_at_last_has_no_error_any_more() {
    let failure = Failure { class: FailureClass::PairRate, code: Some(131_056), retry_after_seconds: None };
    let refusal = answered(Channel::Whatsapp, 1, ProviderAnswer::Refused(failure));
    let turns = [(later(0), judged(Verdict::Pass)), (later(0), refusal)];
    let (waits, _) = story(message(&[Channel::Whatsapp]), &turns);
    assert_eq!(waits.dispatches[0].error_code, Some(131_056));
    let turns = [(later(1), judged(Verdict::Pass)), (later(1), answered(Channel::Whatsapp, 2, accepted()))];
    let (taken, _) = story(waits, &turns);
    assert_eq!((taken.dispatches[0].status, taken.dispatches[0].error_code), (DispatchStatus::Sent, None));
}

#[test]
fn a_stopped_sender_and_a_full_portfolio_are_waited_for_where_nothing_else_can_say_it() {
    let other = |reason| vec![(later(0), judged(Verdict::OtherChannel(reason)))];
    let answer = answered(Channel::Whatsapp, 1, refused(FailureClass::SenderStopped));
    let called = vec![(later(0), judged(Verdict::Pass)), (later(0), answer)];
    for stopped in [called, other(Reason::SenderStopped), other(Reason::PortfolioLimit)] {
        let events = [stopped, other(Reason::NoAddress), other(Reason::NoAddress)].concat();
        let (waits, effects) = story(self::message(&Channel::ALL), &events);
        assert_eq!((waits.phase, waits.channel()), (Phase::Waiting, Some(Channel::Whatsapp)));
        assert_eq!((waits.due, effects), (Some(later(15)), vec![Effect::Later(later(15))]));
        let (_, effects) = story(waits, &[(later(15), judged(Verdict::Pass))]);
        assert!(matches!(effects.as_slice(), [Effect::Call { channel: Channel::Whatsapp, .. }]));
    }
}

#[test]
fn a_channel_that_is_tried_again_has_not_failed_meanwhile() {
    let other = |minutes, reason| (later(minutes), judged(Verdict::OtherChannel(reason)));
    let events = [
        other(0, Reason::PortfolioLimit),
        (later(0), judged(Verdict::Pass)),
        (later(0), answered(Channel::Sms, 1, refused(FailureClass::SenderStopped))),
        other(0, Reason::NoAddress),
        other(15, Reason::PortfolioLimit),
        (later(15), judged(Verdict::WaitUntil(later(20), Reason::Pace))),
    ];
    let (waits, _) = story(message(&Channel::ALL), &events);
    let sms = waits.dispatch(Channel::Sms).map(|it| (it.status, it.reason));
    assert_eq!(sms, Some((DispatchStatus::Queued, Some(Reason::Pace))));
}

#[test]
fn a_sender_that_stays_stopped_is_waited_for_while_the_message_is_of_use() {
    let mut message = message(&[Channel::Whatsapp, Channel::Sms]);
    message.spec.not_after = later(180);
    let (mut looks, mut unsaid) = (0, Vec::new());
    while message.phase == Phase::Waiting {
        let now = message.due.unwrap_or(later(0));
        let on_whatsapp = message.channel() == Some(Channel::Whatsapp);
        let reason = if on_whatsapp { Reason::SenderStopped } else { Reason::NoAddress };
        looks += 1;
        let (next, effects) = story(message, &[(now, judged(Verdict::OtherChannel(reason)))]);
        message = next;
        unsaid.extend(effects.into_iter().filter(|it| matches!(it, Effect::Unsaid(_))));
    }
    assert!((10..30).contains(&looks), "{looks}");
    assert_eq!(unsaid, [Effect::Unsaid(Reason::SenderStopped)]);
}

#[test]
fn what_turns_out_to_have_arrived_is_not_waited_for() {
    let events = [
        (later(0), judged(Verdict::Pass)),
        (later(0), answered(Channel::Whatsapp, 1, refused(FailureClass::SenderStopped))),
        (later(0), judged(Verdict::WaitUntil(later(600), Reason::QuietHours))),
        (later(1), reported(Channel::Whatsapp, Receipt::Delivered)),
        (later(600), judged(Verdict::OtherChannel(Reason::NoAddress))),
    ];
    let (message, effects) = story(message(&[Channel::Whatsapp, Channel::Sms]), &events);
    assert_eq!((message.phase, effects), (Phase::Ended, Vec::new()));
}

#[test]
fn a_late_failure_of_an_earlier_attempt_says_nothing_of_the_one_that_was_taken() {
    let mut events = twice_unknown();
    events.truncate(4);
    events.push((later(10), answered(Channel::Whatsapp, 2, accepted())));
    let (taken, _) = story(message(&[Channel::Whatsapp, Channel::Sms]), &events);
    let failed = |id: &str| Event::Reported {
        channel: Channel::Whatsapp,
        receipt: Receipt::Failed,
        failure: None,
        provider_id: Some(id.to_owned()),
    };
    let earlier = decide(&taken, &failed("wamid.0"), later(11));
    assert_eq!((earlier.next, earlier.effects, earlier.outcome), (None, Vec::new(), Outcome::Stale));
    let (failed, _) = story(taken, &[(later(11), failed("wamid.1"))]);
    assert_eq!(failed.channel(), Some(Channel::Sms));
}

#[test]
fn what_a_provider_took_and_then_reports_as_failed_did_not_arrive() {
    let failure = |class| Some(Failure { class, code: Some(30_003), retry_after_seconds: None });
    let cases = [
        (FailureClass::Transient, Reason::Undelivered),
        (FailureClass::Backoff, Reason::Undelivered),
        (FailureClass::BadAddress, Reason::BadAddress),
    ];
    for (class, reason) in cases {
        let failed = Event::Reported {
            channel: Channel::Whatsapp,
            receipt: Receipt::Failed,
            failure: failure(class),
            provider_id: None,
        };
        let turns = [judged(Verdict::Pass), answered(Channel::Whatsapp, 1, accepted()), failed];
        let turns = turns.map(|it| (later(0), it));
        let (message, _) = story(message(&[Channel::Whatsapp, Channel::Sms]), &turns);
        assert_eq!((message.dispatches[0].reason, message.channel()), (Some(reason), Some(Channel::Sms)));
    }
}

#[test]
fn a_retry_that_would_come_too_late_takes_the_next_channel() {
    let mut message = message(&[Channel::Whatsapp, Channel::Sms]);
    message.spec.not_after = later(0) + SignedDuration::from_secs(5);
    let fault = answered(Channel::Whatsapp, 1, refused(FailureClass::Transient));
    let (message, _) = story(message, &[(later(0), judged(Verdict::Pass)), (later(0), fault)]);
    assert_eq!(message.channel(), Some(Channel::Sms));
}

#[test]
fn an_answer_to_another_attempt_is_stale() {
    let (message, _) = story(message(&[Channel::Whatsapp]), &[(later(0), judged(Verdict::Pass))]);
    for (channel, attempt) in [(Channel::Whatsapp, 2), (Channel::Sms, 1)] {
        assert_eq!(
            decide(&message, &answered(channel, attempt, accepted()), later(0)).outcome,
            Outcome::Stale
        );
    }
}

/// Called, unknown, called again after ten minutes, unknown again.
fn twice_unknown() -> Vec<(Timestamp, Event)> {
    vec![
        (later(0), judged(Verdict::Pass)),
        (later(0), answered(Channel::Whatsapp, 1, ProviderAnswer::Unknown)),
        (later(10), Event::Woken),
        (later(10), judged(Verdict::Pass)),
        (later(10), answered(Channel::Whatsapp, 2, ProviderAnswer::Unknown)),
    ]
}

#[test]
fn an_unknown_outcome_is_sent_once_more_and_then_counts_as_perhaps_told() {
    let mut events = twice_unknown();
    events.push((later(20), Event::Woken));
    let (message, effects) = story(message(&[Channel::Whatsapp]), &events);
    assert_eq!((message.phase, message.resent_unsettled), (Phase::Ended, true));
    assert_eq!(message.dispatches[0].reason, Some(Reason::Unsettled));
    // The person may have it: no other visit says it again, and what refers to it may refer to it.
    assert_eq!(effects, []);
    assert!(message.was_let_out());
}

#[test]
fn what_a_provider_never_answers_another_channel_says_in_the_time_of_what_is_not_delivered() {
    let mut events = twice_unknown();
    events.push((later(20), Event::Woken));
    let (waits, effects) = story(message(&[Channel::Whatsapp, Channel::Sms]), &events);
    // An hour after the second call.
    assert_eq!(
        (waits.phase, waits.due, effects),
        (Phase::Unsettled, Some(later(70)), vec![Effect::Later(later(70))])
    );
    events.push((later(70), Event::Woken));
    let (message, effects) = story(self::message(&[Channel::Whatsapp, Channel::Sms]), &events);
    assert_eq!((message.phase, message.channel()), (Phase::Waiting, Some(Channel::Sms)));
    assert_eq!((message.dispatches[0].reason, effects), (Some(Reason::Unsettled), vec![Effect::Judge]));
    assert!(message.was_let_out(), "the first may have taken it");
    // It had: before the second is called, that is not.
    let arrived = reported(Channel::Whatsapp, Receipt::Delivered);
    events.push((later(71), arrived));
    let (seen, effects) = story(self::message(&[Channel::Whatsapp, Channel::Sms]), &events);
    assert_eq!((seen.phase, seen.has_arrived(), seen.dispatches.len()), (Phase::Ended, true, 1));
    assert_eq!((seen.dispatches[0].reason, effects), (None, Vec::new()));
}

#[test]
fn what_is_in_a_hurry_is_not_sent_once_more_where_another_channel_can_say_it() {
    let mut delay = message(&[Channel::Whatsapp, Channel::Sms]);
    delay.spec.undelivered_after_minutes = Some(10);
    let mut events = twice_unknown();
    events.truncate(3);
    let (delay, effects) = story(delay, &events);
    assert_eq!((delay.channel(), delay.resent_unsettled), (Some(Channel::Sms), false));
    assert_eq!((delay.was_let_out(), effects), (true, vec![Effect::Judge]));
}

#[test]
fn what_is_in_a_hurry_is_sent_once_more_where_nothing_else_can_say_it() {
    let mut delay = message(&[Channel::Whatsapp, Channel::Sms]);
    delay.spec.undelivered_after_minutes = Some(10);
    let mut events = twice_unknown();
    events.truncate(3);
    events.push((later(10), judged(Verdict::OtherChannel(Reason::NoSender))));
    let (again, effects) = story(delay, &events);
    assert_eq!((again.channel(), again.resent_unsettled), (Some(Channel::Whatsapp), true));
    assert_eq!((again.phase, effects), (Phase::Waiting, vec![Effect::Judge]));
    let unknown = [
        (later(10), judged(Verdict::Pass)),
        (later(10), answered(Channel::Whatsapp, 2, ProviderAnswer::Unknown)),
        (later(20), Event::Woken),
    ];
    let (ended, effects) = story(again, &unknown);
    assert_eq!((ended.phase, ended.was_let_out(), effects), (Phase::Ended, true, Vec::new()));
}

#[test]
fn what_another_channel_took_is_not_sent_once_more() {
    let mut delay = message(&[Channel::Whatsapp, Channel::Sms]);
    delay.spec.undelivered_after_minutes = Some(10);
    let mut events = twice_unknown();
    events.truncate(3);
    events.extend([
        (later(10), judged(Verdict::Pass)),
        (later(10), answered(Channel::Sms, 1, accepted())),
        (later(10 + 24 * 60), Event::Woken),
    ]);
    let (ended, effects) = story(delay, &events);
    assert_eq!((ended.phase, ended.resent_unsettled, effects), (Phase::Ended, false, Vec::new()));
}

#[test]
fn what_its_provider_had_taken_unanswered_can_be_quoted_however_late_it_says_so() {
    let mut events = twice_unknown();
    events.extend([(later(20), Event::Woken), (later(70), Event::Woken), (later(70), judged(Verdict::Pass))]);
    let arrived = Event::Reported {
        channel: Channel::Whatsapp,
        receipt: Receipt::Delivered,
        failure: None,
        provider_id: Some("wamid.1".to_owned()),
    };
    events.push((later(71), arrived));
    let (message, _) = story(message(&[Channel::Whatsapp, Channel::Sms]), &events);
    assert_eq!((message.phase, message.channel()), (Phase::Sending, Some(Channel::Sms)));
    assert_eq!(message.dispatches[0].provider_id.as_deref(), Some("wamid.1"));
}

#[test]
fn a_survey_of_unknown_outcome_counts_as_perhaps_told() {
    let mut survey = message(&[Channel::Whatsapp]);
    survey.spec.purpose = crate::delivery::Purpose::Survey;
    let mut events = twice_unknown();
    events.truncate(3);
    let (survey, effects) = story(survey, &events);
    assert_eq!((survey.phase, survey.was_let_out(), effects), (Phase::Ended, true, Vec::new()));
}

#[test]
fn a_stop_before_the_second_call_still_counts_the_first_as_perhaps_told() {
    let mut events = twice_unknown();
    events.truncate(3);
    events.push((later(10), judged(Verdict::Stop(Reason::Superseded))));
    let (message, effects) = story(message(&[Channel::Whatsapp]), &events);
    assert_eq!((message.phase, message.was_let_out(), effects), (Phase::Ended, true, Vec::new()));
}

#[test]
fn what_fails_once_no_other_channel_could_say_it_was_not_said() {
    let (ended, effects) = story(
        message(&[Channel::Whatsapp, Channel::Sms]),
        &[
            (later(0), judged(Verdict::Pass)),
            (later(0), answered(Channel::Whatsapp, 1, accepted())),
            (later(60), Event::Woken),
            (later(60), judged(Verdict::OtherChannel(Reason::NoAddress))),
        ],
    );
    assert_eq!((ended.phase, effects), (Phase::Ended, Vec::new()), "it may still arrive");
    let (unsaid, effects) = story(ended, &[(later(61), reported(Channel::Whatsapp, Receipt::Failed))]);
    assert_eq!(effects.first(), Some(&Effect::Unsaid(Reason::Undelivered)));
    // Told by the first report, so not by what is reported again.
    let again = decide(&unsaid, &reported(Channel::Whatsapp, Receipt::Failed), later(62));
    assert_eq!((again.outcome, again.effects), (Outcome::Stale, Vec::new()));
}

#[test]
fn what_did_not_arrive_is_told_only_where_all_was_done_for_it() {
    let both = [Channel::Whatsapp, Channel::Sms];
    let told = |channels: &[Channel], more: &[(Timestamp, Event)]| {
        let taken =
            [(later(0), judged(Verdict::Pass)), (later(0), answered(Channel::Whatsapp, 1, accepted()))];
        let events: Vec<_> = taken.iter().chain(more).cloned().collect();
        story(message(channels), &events).0.is_told()
    };
    assert!(!message(&both).is_told());
    assert!(told(&both, &[(later(1), reported(Channel::Whatsapp, Receipt::Delivered))]));
    assert!(told(&both[..1], &[]) && !told(&both, &[]));
    let undelivered = (later(60), Event::Woken);
    assert!(!told(&both, std::slice::from_ref(&undelivered)), "the text message waits for its hour");
    for (verdict, is_told) in [
        (Verdict::OtherChannel(Reason::NoAddress), true),
        (Verdict::Stop(Reason::Cancelled), false),
        (Verdict::Stop(Reason::Superseded), false),
    ] {
        let more = [undelivered.clone(), (later(60), judged(verdict))];
        assert_eq!(told(&both, &more), is_told, "{verdict:?}");
    }
}

#[test]
fn what_is_reported_of_a_channel_given_up_after_a_call_is_noted() {
    let mut events = twice_unknown();
    events.truncate(3);
    events.push((later(10), judged(Verdict::OtherChannel(Reason::SenderStopped))));
    events.push((later(11), reported(Channel::Whatsapp, Receipt::Delivered)));
    let (message, _) = story(message(&[Channel::Whatsapp, Channel::Sms]), &events);
    assert_eq!(message.dispatches[0].status, DispatchStatus::Delivered);
    assert!(message.has_arrived());
}

#[test]
fn that_the_clinic_has_no_other_sender_says_less_than_what_stopped_the_first() {
    let unsaid = |class| {
        let events = [
            (later(0), judged(Verdict::Pass)),
            (later(0), answered(Channel::Whatsapp, 1, refused(class))),
            (later(0), judged(Verdict::OtherChannel(Reason::NoSender))),
        ];
        story(message(&[Channel::Whatsapp, Channel::Sms]), &events).0.unsaid_reason()
    };
    assert_eq!(unsaid(FailureClass::Unreachable), Some(Reason::NoAddress));
    assert_eq!(unsaid(FailureClass::BadAddress), Some(Reason::BadAddress));
}

#[test]
fn a_stop_of_marketing_keeps_no_reminder_from_its_patient() {
    let refused_as = |purpose| {
        let mut message = message(&[Channel::Whatsapp, Channel::Sms]);
        message.spec.purpose = purpose;
        let refusal = answered(Channel::Whatsapp, 1, refused(FailureClass::MarketingOptedOut));
        let (message, _) = story(message, &[(later(0), judged(Verdict::Pass)), (later(0), refusal)]);
        (message.channel(), message.phase, message.dispatches[0].reason)
    };
    let goes_on = (Some(Channel::Sms), Phase::Waiting, Some(Reason::Category));
    assert_eq!([Purpose::Care, Purpose::Administrative].map(refused_as), [goes_on; 2]);
    let ends = (Some(Channel::Whatsapp), Phase::Ended, Some(Reason::OptedOut));
    assert_eq!([Purpose::Survey, Purpose::Marketing].map(refused_as), [ends; 2]);
}

#[test]
fn who_wrote_waits_for_an_answer_that_was_not_said_and_nobody_else_does() {
    let mut answer = message(&[Channel::Whatsapp]);
    assert_eq!(answer.leaves_unanswered(Reason::Refused), None, "nobody wrote");
    let thread = ThreadId::derive(&answer.spec.clinic, "w1");
    answer.spec.to = Recipient::Thread { thread: thread.clone(), patient: None };
    for reason in [Reason::NoAddress, Reason::ProviderFault, Reason::SenderStopped, Reason::TooLate] {
        assert_eq!(answer.leaves_unanswered(reason), Some(&thread), "{reason:?}");
    }
    for reason in [Reason::OptedOut, Reason::Superseded, Reason::Unverified] {
        assert_eq!(answer.leaves_unanswered(reason), None, "{reason:?}");
    }
    answer.spec.about = About::Survey;
    assert_eq!(answer.leaves_unanswered(Reason::Refused), None, "a question of ours");
}

#[test]
fn an_answer_of_unknown_outcome_is_for_a_person_unless_its_patient_wants_it_no_more() {
    let mut answer = message(&[Channel::Whatsapp]);
    answer.spec.to = Recipient::Thread { thread: ThreadId::derive(&answer.spec.clinic, "w1"), patient: None };
    let mut events = twice_unknown();
    events.push((later(30), Event::Woken));
    let (untold, effects) = story(answer.clone(), &events);
    assert_eq!((untold.phase, effects), (Phase::Ended, vec![Effect::MaybeUnanswered]));
    assert!(untold.may_leave_unanswered().is_some(), "for a record that comes again");
    let (told, _) = story(untold, &[(later(40), reported(Channel::Whatsapp, Receipt::Delivered))]);
    assert_eq!(told.may_leave_unanswered(), None);
    for (why, is_for_a_person) in [(Reason::TooLate, true), (Reason::OptedOut, false)] {
        let mut events = twice_unknown();
        events.truncate(3);
        events.push((later(10), judged(Verdict::Stop(why))));
        let (_, effects) = story(answer.clone(), &events);
        assert_eq!(effects == [Effect::MaybeUnanswered], is_for_a_person, "{why:?}: {effects:?}");
    }
}

#[test]
fn a_fallback_not_yet_called_is_dropped_when_the_first_channel_arrives_after_all() {
    let taken = [(later(0), judged(Verdict::Pass)), (later(0), answered(Channel::Whatsapp, 1, accepted()))];
    let mut events = taken.to_vec();
    events.push((later(60), Event::Woken));
    events.push((later(60), judged(Verdict::WaitUntil(later(600), Reason::QuietHours))));
    events.push((later(90), reported(Channel::Whatsapp, Receipt::Delivered)));
    let (message, _) = story(message(&[Channel::Whatsapp, Channel::Sms]), &events);
    assert_eq!((message.phase, message.due, message.dispatches.len()), (Phase::Ended, None, 1));
    assert_eq!(message.dispatches[0].reason, None, "{message:?}");
}

#[test]
fn what_is_reported_of_a_channel_that_was_never_called_is_stale() {
    let other = judged(Verdict::OtherChannel(Reason::NoAddress));
    let (message, _) = story(message(&[Channel::Whatsapp, Channel::Sms]), &[(later(0), other)]);
    for channel in Channel::ALL {
        assert_eq!(
            decide(&message, &reported(channel, Receipt::Delivered), later(1)).outcome,
            Outcome::Stale
        );
    }
}

#[test]
fn row_24_undelivered_and_unread_messages_take_the_next_channel() {
    let taken = [(later(0), judged(Verdict::Pass)), (later(0), answered(Channel::Whatsapp, 1, accepted()))];
    let (accepted, _) = story(message(&[Channel::Whatsapp, Channel::Sms]), &taken);
    let (undelivered, effects) = story(accepted.clone(), &[(later(60), Event::Woken)]);
    assert_eq!((undelivered.channel(), effects), (Some(Channel::Sms), vec![Effect::Judge]));
    let seen = [(later(5), reported(Channel::Whatsapp, Receipt::Delivered)), (later(185), Event::Woken)];
    let (unread, _) = story(accepted.clone(), &seen);
    assert_eq!((unread.channel(), unread.dispatches[0].reason), (Some(Channel::Sms), Some(Reason::Unread)));
    // A report that comes late is still noted, and the other channel is not called any more.
    let (late, _) = story(undelivered, &[(later(61), reported(Channel::Whatsapp, Receipt::Delivered))]);
    assert_eq!((late.phase, late.has_arrived()), (Phase::Ended, true));
    // Not where it would be of no use any more.
    let mut short = accepted;
    short.spec.not_after = later(60);
    let (ended, effects) = story(short, &[(later(60), Event::Woken)]);
    assert_eq!((ended.phase, effects), (Phase::Ended, Vec::new()));
}

#[test]
fn row_24_a_text_message_of_which_nobody_tells_that_it_was_seen_is_not_followed_by_a_mail() {
    let arrived = [
        (later(0), judged(Verdict::Pass)),
        (later(0), answered(Channel::Sms, 1, accepted())),
        (later(1), reported(Channel::Sms, Receipt::Delivered)),
    ];
    let (texted, _) = story(message(&[Channel::Sms, Channel::Email]), &arrived);
    assert_eq!((texted.phase, texted.due, texted.channel()), (Phase::Ended, None, Some(Channel::Sms)));
}

/// WhatsApp brings it after all when the phone is on again: what was read there needs no other channel.
#[test]
fn row_24_what_was_read_on_one_channel_takes_no_further_one() {
    let by_text = |receipt| {
        let events = [
            (later(0), judged(Verdict::Pass)),
            (later(0), answered(Channel::Whatsapp, 1, accepted())),
            (later(60), Event::Woken),
            (later(60), judged(Verdict::Pass)),
            (later(60), answered(Channel::Sms, 1, accepted())),
            (later(61), reported(Channel::Sms, Receipt::Delivered)),
            (later(70), reported(Channel::Whatsapp, receipt)),
        ];
        story(message(&[Channel::Whatsapp, Channel::Sms, Channel::Email]), &events).0
    };
    let read = by_text(Receipt::Read);
    assert_eq!((read.phase, read.due, read.wants_decision_at()), (Phase::Ended, None, None));
    let texted =
        read.dispatches.iter().find(|it| it.channel == Channel::Sms).map(|it| (it.status, it.reason));
    assert_eq!(texted, Some((DispatchStatus::Delivered, None)));
    // Nor does what arrived there as well as by text.
    assert_eq!(by_text(Receipt::Delivered).channel(), Some(Channel::Sms));
}

#[test]
fn a_stop_after_one_channel_took_it_is_not_reported_as_unsaid() {
    let events = [
        (later(0), judged(Verdict::Pass)),
        (later(0), answered(Channel::Whatsapp, 1, accepted())),
        (later(60), Event::Woken),
        (later(60), judged(Verdict::Stop(Reason::Confirmed))),
    ];
    let (message, effects) = story(message(&[Channel::Whatsapp, Channel::Sms]), &events);
    assert_eq!((message.phase, effects), (Phase::Ended, Vec::new()));
}

#[test]
fn dispatch_ids_can_be_taken_apart() {
    let message = message(&[Channel::Whatsapp]);
    for channel in Channel::ALL {
        let parsed = Message::parse_dispatch_id(&message.dispatch_id(channel));
        assert_eq!(parsed, Some((message.spec.id.clone(), channel)));
    }
    for text in ["", "msg_1", "msg_1.fax", ".sms", "a b.sms"] {
        assert_eq!(Message::parse_dispatch_id(text), None, "{text}");
    }
}

#[test]
fn what_was_said_of_one_channel_is_not_said_of_the_next() {
    // Two had the same record; one of them went on to the next channel while the other asked about the first.
    let no_address = Verdict::OtherChannel(Reason::NoAddress);
    let (at_sms, _) = story(message(&[Channel::Whatsapp, Channel::Sms]), &[(later(0), judged(no_address))]);
    for verdict in [no_address, Verdict::Pass, Verdict::Stop(Reason::TooLate)] {
        let decision = decide(&at_sms, &judged_for(Channel::Whatsapp, verdict), later(0));
        assert_eq!((decision.next, decision.effects), (None, vec![Effect::Judge]), "{verdict:?}");
    }
}
