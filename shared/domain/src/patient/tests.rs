#![expect(clippy::unwrap_used, reason = "tests")]

use std::fmt::Write as _;

use jiff::SignedDuration;

use super::merge::ALIASES_MAX;
use super::sends::{REPLIES_PER_DAY_MAX, SENDS_MAX};
use super::{Consent, Counted, Patient, absorb, decide, give_way};
use crate::case::Covered;
use crate::decision::Outcome;
use crate::delivery::{Channel, Purpose};
use crate::event::{ConsentFact, PatientFacts};
use crate::ids::{CaseId, PatientId};
use crate::language::Language;
use crate::phone::{E164, Identity};
use crate::reason::Reason;
use crate::testing::{clinic, clock, patient};

const TOLD: &str = "2026-11-20 12:00";

fn facts() -> PatientFacts {
    PatientFacts {
        document: None,
        birth_date: None,
        id: PatientId::new("p1").unwrap(),
        given_name: None,
        family_name: None,
        phone: None,
        email: None,
        language: None,
        time_zone: None,
        groups: None,
        consents: Vec::new(),
    }
}

fn named(name: &str) -> PatientFacts {
    PatientFacts { given_name: Some(name.to_owned().into()), ..facts() }
}

fn told(known: Option<&Patient>, facts: &PatientFacts, at: &str) -> Option<Patient> {
    decide(known, &clinic().id, facts, clock(at)).next
}

#[test]
fn told_in_every_state() {
    let known = told(None, &named("Ana"), TOLD).unwrap();
    let merged = give_way(&known, &PatientId::new("p2").unwrap(), clock(TOLD)).next.unwrap();
    let states = [("unknown", None), ("known", Some(&known)), ("merged", Some(&merged))];
    let mut table = String::new();
    for (name, state) in states {
        let cells = ["2026-11-19 12:00", TOLD, "2026-11-21 12:00"].map(|at| {
            ["Ana", "Eva"].map(|given| {
                let decision = decide(state, &clinic().id, &named(given), clock(at));
                let stands = decision.next.as_ref().or(state).unwrap();
                format!("{:?} {}", decision.outcome, stands.given_name.as_ref().unwrap().expose())
            })
        });
        for (age, [same, differs]) in ["older", "same age", "newer"].into_iter().zip(cells) {
            writeln!(table, "{name:<8}| {age:<9}| {same:<12} | {differs}").unwrap();
        }
    }
    insta::assert_snapshot!(table, @"
    unknown | older    | Applied Ana  | Applied Eva
    unknown | same age | Applied Ana  | Applied Eva
    unknown | newer    | Applied Ana  | Applied Eva
    known   | older    | Stale Ana    | Stale Ana
    known   | same age | Stale Ana    | Applied Eva
    known   | newer    | Applied Ana  | Applied Eva
    merged  | older    | Stale Ana    | Stale Ana
    merged  | same age | Stale Ana    | Stale Ana
    merged  | newer    | Stale Ana    | Stale Ana
    ");
}

#[test]
fn an_older_word_that_comes_after_a_newer_one_is_stale_even_if_that_said_nothing_new() {
    let first = told(None, &named("Ana"), TOLD).unwrap();
    let again = told(Some(&first), &named("Ana"), "2026-11-22 12:00").unwrap();
    assert_eq!(
        decide(Some(&again), &clinic().id, &named("Eva"), clock("2026-11-21 12:00")).outcome,
        Outcome::Stale
    );
}

#[test]
fn a_number_alone_is_no_word_about_who_has_it() {
    let (before, later) = ("2026-11-19 12:00", "2026-11-21 12:00");
    let number = told(None, &facts(), TOLD).unwrap();
    assert!(facts().is_a_number_alone() && !named("Ana").is_a_number_alone());
    // What was told of them before comes after it, and counts.
    let known = told(Some(&number), &named("Ana"), before).unwrap();
    assert_eq!(known.given_name.as_ref().unwrap().expose(), "Ana");
    assert_eq!(told(Some(&known), &facts(), later), None);
    assert!(told(Some(&known), &named("Eva"), TOLD).is_some());
}

#[test]
fn what_is_not_said_stays_and_a_new_number_is_tried() {
    let now = clock(TOLD);
    let mut known = patient();
    for channel in Channel::ALL {
        known = known.unreachable_by(channel, Reason::NoAddress, now);
    }
    let number = PatientFacts { phone: E164::new("+5491150002222").ok(), ..facts() };
    let next = told(Some(&known), &number, TOLD).unwrap();
    assert_eq!((&next.given_name, &next.email), (&known.given_name, &known.email));
    let tried = Channel::ALL.map(|channel| next.why_unreachable(channel, now).is_none());
    assert_eq!(tried, [true, true, false]);
    let address = PatientFacts { email: Some("eva@example.org".to_owned().into()), ..facts() };
    let next = told(Some(&known), &address, TOLD).unwrap();
    assert_eq!(
        Channel::ALL.map(|channel| next.why_unreachable(channel, now).is_none()),
        [false, false, true]
    );
}

#[test]
fn the_newest_word_on_a_consent_counts() {
    let word = |granted: bool| ConsentFact {
        purpose: Purpose::Care,
        channel: Channel::Sms,
        granted,
        evidence: "form 7".to_owned().into(),
    };
    let clinic = clinic();
    let mut known = patient();
    assert!(known.consents_to(Purpose::Care, Channel::Sms, &clinic));
    assert!(!known.consents_to(Purpose::Marketing, Channel::Sms, &clinic));
    for (granted, at) in
        [(false, "2026-11-20 12:00"), (true, "2026-11-21 12:00"), (false, "2026-11-22 12:00")]
    {
        known = told(Some(&known), &PatientFacts { consents: vec![word(granted)], ..facts() }, at).unwrap();
        assert_eq!(known.consents_to(Purpose::Care, Channel::Sms, &clinic), granted);
        assert!(known.consents_to(Purpose::Care, Channel::Whatsapp, &clinic));
        assert_eq!(known.consents.len(), 1);
    }
}

/// A refusal that an agenda overtook on its way was lost, and whoever had said no was written to.
#[test]
fn a_consent_that_comes_late_counts_where_nothing_newer_was_said_of_it() {
    let word = |purpose: Purpose, granted: bool| ConsentFact {
        purpose,
        channel: Channel::Whatsapp,
        granted,
        evidence: "form 7".to_owned().into(),
    };
    let with = |consents: Vec<ConsentFact>| PatientFacts { consents, ..facts() };
    let clinic = clinic();
    let agrees = |it: &Patient| it.consents_to(Purpose::Marketing, Channel::Whatsapp, &clinic);
    let given = with(vec![word(Purpose::Marketing, true)]);
    let known = told(Some(&patient()), &given, "2026-11-21 12:00").unwrap();
    let known = told(Some(&known), &named("Ana"), "2026-11-23 12:00").unwrap();
    // It told nothing of consents: the refusal before it stands, and nothing else of that word does.
    let refused = PatientFacts {
        given_name: Some("Eva".to_owned().into()),
        ..with(vec![word(Purpose::Marketing, false)])
    };
    let late = told(Some(&known), &refused, "2026-11-22 12:00").unwrap();
    assert_eq!((agrees(&late), &late.given_name, late.told_at), (false, &known.given_name, known.told_at));
    assert_eq!(told(Some(&late), &refused, "2026-11-22 12:00"), None);
    // An older refusal takes back no newer agreement, and an agreement that comes late no refusal.
    assert_eq!(told(Some(&known), &refused, "2026-11-20 12:00"), None);
    assert_eq!(told(Some(&late), &given, "2026-11-22 13:00"), None);
    // Where nothing was said, it counts.
    let new = told(Some(&patient()), &named("Ana"), "2026-11-23 12:00").unwrap();
    assert!(agrees(&told(Some(&new), &given, "2026-11-22 12:00").unwrap()));
}

#[test]
fn what_the_record_that_gives_way_knows_counts_for_the_one_that_stays() {
    let (clinic, id) = (clinic(), PatientId::new("p2").unwrap());
    let word = |granted: bool, at: &str| Consent {
        purpose: Purpose::Care,
        channel: Channel::Sms,
        granted,
        evidence: "form 7".to_owned().into(),
        at: clock(at),
    };
    let visit = Covered { case: CaseId::new("b7").unwrap(), version: 1 };
    let (early, late) = (clock("2026-11-20 12:00"), clock("2026-11-21 12:00"));
    let mut record = Patient::new(clinic.id.clone(), id.clone());
    record.aliases = vec![PatientId::new("p3").unwrap(), patient().id];
    record.consents = vec![word(false, "2026-11-21 12:00")];
    let record =
        record.admit("msg_2.sms", Counted::Unasked, &clinic, early).unwrap().surveyed_about(&visit, late);
    let survivor = patient().admit("msg_1.sms", Counted::Unasked, &clinic, late).unwrap();
    let one = absorb(&survivor, &id, Some(&record), clock(TOLD)).next.unwrap();
    assert_eq!(one.aliases, [id.clone(), PatientId::new("p3").unwrap()]);
    assert!(!one.consents_to(Purpose::Care, Channel::Sms, &clinic));
    let sends: Vec<_> = one.sends.iter().map(|it| it.dispatch.as_str()).collect();
    assert_eq!(sends, ["msg_2.sms", "msg_1.sms"]);
    assert_eq!(one.surveyed.as_ref().map(|it| it.at), Some(late));
    // The newest word counts, whichever record it stood on.
    let agreed = Patient { consents: vec![word(true, "2026-11-22 12:00")], ..patient() };
    let one = absorb(&agreed, &id, Some(&record), clock(TOLD)).next.unwrap();
    assert!(one.consents_to(Purpose::Care, Channel::Sms, &clinic));
    // Turned round by the clinic, the record stands again; merged into a third one, it does not.
    let other = PatientId::new("p9").unwrap();
    let gone = give_way(&patient(), &id, clock(TOLD)).next.unwrap();
    assert_eq!(absorb(&gone, &id, None, clock(TOLD)).next.unwrap().merged_into, None);
    assert_eq!(absorb(&gone, &other, None, clock(TOLD)).next.unwrap().merged_into, Some(id));
}

#[test]
fn what_the_record_that_stays_does_not_say_is_taken_from_the_one_that_gives_way() {
    let id = PatientId::new("p2").unwrap();
    let now = clock(TOLD);
    let record = Patient {
        given_name: Some("Anita".to_owned().into()),
        family_name: Some("Paz".to_owned().into()),
        language: Some(Language::Pt),
        whatsapp_user: Some("AR.123".to_owned().into()),
        ..Patient { id: id.clone(), ..patient() }
    }
    .unreachable_by(Channel::Whatsapp, Reason::NoAddress, now);
    let survivor =
        Patient { given_name: Some("Ana".to_owned().into()), ..Patient::new(clinic().id, patient().id) };
    let one = absorb(&survivor, &id, Some(&record), clock(TOLD)).next.unwrap();
    assert_eq!((&one.given_name, &one.family_name), (&survivor.given_name, &record.family_name));
    assert_eq!((one.language, one.identities()), (record.language, record.identities()));
    assert!(one.why_unreachable(Channel::Whatsapp, now).is_some(), "known of that number");
    // What it says itself stays, and nothing is known of its own number.
    let own = Patient { phone: E164::new("+5491150002222").ok(), ..survivor };
    let one = absorb(&own, &id, Some(&record), clock(TOLD)).next.unwrap();
    assert_eq!((&one.phone, &one.email), (&own.phone, &record.email));
    assert_eq!(one.why_unreachable(Channel::Whatsapp, now), None);
}

#[test]
fn merging_twice_is_stale() {
    let (mut survivor, other, at) = (patient(), PatientId::new("p2").unwrap(), clock(TOLD));
    let merged = Patient::new(clinic().id, other.clone());
    let gone = give_way(&merged, &survivor.id, at).next.unwrap();
    assert_eq!(give_way(&gone, &survivor.id, at).outcome, Outcome::Stale);
    assert_eq!(give_way(&survivor, &survivor.id, at).outcome, Outcome::Stale);
    assert_eq!(absorb(&survivor, &survivor.id, None, at).outcome, Outcome::Stale);
    survivor = absorb(&survivor, &other, None, at).next.unwrap();
    assert_eq!(absorb(&survivor, &other, None, at).outcome, Outcome::Stale);
    for number in 1..ALIASES_MAX {
        let alias = PatientId::new(format!("old{number}")).unwrap();
        survivor = absorb(&survivor, &alias, None, at).next.unwrap();
    }
    // The number of one more is not remembered; what they refused is.
    let mut record = Patient::new(clinic().id, PatientId::new("one_more").unwrap());
    let (purpose, channel, evidence) = (Purpose::Care, Channel::Sms, "form 7".to_owned().into());
    record.consents = vec![Consent { purpose, channel, granted: false, evidence, at }];
    survivor = absorb(&survivor, &record.id, Some(&record), at).next.unwrap();
    assert_eq!((survivor.aliases.len(), &survivor.consents), (ALIASES_MAX, &record.consents));
}

#[test]
fn a_merge_turned_round_counts_as_last_told_and_each_message_once() {
    let (first, then, last) =
        (clock("2026-11-20 12:00"), clock("2026-11-21 12:00"), clock("2026-11-22 12:00"));
    let sent = |it: Patient, dispatch: &str| it.admit(dispatch, Counted::Unasked, &clinic(), first).unwrap();
    let one = sent(patient(), "msg_1.sms");
    let two = sent(Patient::new(clinic().id, PatientId::new("p2").unwrap()), "msg_2.sms");
    // The second gives way to the first, and then the first to the second.
    let one = absorb(&one, &two.id, Some(&two), first).next.unwrap();
    let two = give_way(&two, &one.id, first).next.unwrap();
    let two = absorb(&two, &one.id, Some(&one), then).next.unwrap();
    let one = give_way(&one, &two.id, then).next.unwrap();
    assert_eq!((&two.merged_into, one.merged_into.as_ref()), (&None, Some(&two.id)));
    assert_eq!(two.sends.len(), 2);
    // The first word comes once more: it is over.
    assert_eq!(absorb(&one, &two.id, Some(&two), first).outcome, Outcome::Stale);
    // Turned round once more, by a newer one.
    let one = absorb(&one, &two.id, Some(&two), last).next.unwrap();
    assert_eq!((&one.merged_into, one.aliases.len(), one.sends.len()), (&None, 1, 2));
}

#[test]
fn of_merges_told_both_ways_at_one_instant_the_same_counts_in_any_order() {
    let at = clock(TOLD);
    let (lower, higher) = (PatientId::new("p1").unwrap(), PatientId::new("p2").unwrap());
    // As the scheduler applies a word: a survivor that stays merged is the end of it.
    let merge = |records: &mut [Patient; 2], stays: usize| {
        let (one, other) = (records[stays].clone(), records[1 - stays].clone());
        let survivor = absorb(&one, &other.id, Some(&other), at).next.unwrap_or(one);
        if survivor.merged_into.is_none() {
            let gone = give_way(&other, &survivor.id, at).next;
            records[1 - stays] = gone.unwrap_or(other);
        }
        records[stays] = survivor;
    };
    for words in [vec![0, 1], vec![1, 0], vec![0, 1, 0], vec![1, 0, 1]] {
        let mut records = [&lower, &higher].map(|it| Patient::new(clinic().id, it.clone()));
        for stays in &words {
            merge(&mut records, *stays);
        }
        let stand: Vec<_> = records.iter().map(|it| it.merged_into.as_ref()).collect();
        assert_eq!(stand, [None, Some(&lower)], "{words:?}");
    }
}

#[test]
fn a_record_gives_way_to_the_one_that_was_told_last() {
    let (first, then) = (clock("2026-11-20 12:00"), clock("2026-11-21 12:00"));
    let (one, other) = (PatientId::new("p2").unwrap(), PatientId::new("p3").unwrap());
    let gone = give_way(&patient(), &one, first).next.unwrap();
    let gone = give_way(&gone, &other, then).next.unwrap();
    assert_eq!((&gone.merged_into, gone.merged_at), (&Some(other), Some(then)));
    // The first word comes once more: it is over.
    assert_eq!(give_way(&gone, &one, first).outcome, Outcome::Stale);
}

#[test]
fn row_01_no_more_than_the_caps_whatever_happens() {
    let mut clinic = clinic();
    clinic.policy.messages_per_day_max = 2;
    clinic.policy.messages_per_week_max = 3;
    let day = |days: i64| clock(TOLD) + SignedDuration::from_hours(24 * days);
    let mut patient = patient();
    for name in ["a", "b"] {
        patient = patient.admit(name, Counted::Unasked, &clinic, day(0)).unwrap();
    }
    assert_eq!(patient.admit("c", Counted::Unasked, &clinic, day(0)), Err(day(1)));
    // A repeat of one that was counted is not counted again.
    assert_eq!(patient.admit("b", Counted::Unasked, &clinic, day(0)).as_ref(), Ok(&patient));
    patient = patient.admit("c", Counted::Unasked, &clinic, day(1)).unwrap();
    assert_eq!(patient.admit("d", Counted::Unasked, &clinic, day(2)), Err(day(7)));
    assert!(patient.admit("d", Counted::Unasked, &clinic, day(7)).is_ok());
}

#[test]
fn what_is_tried_again_later_counts_from_then() {
    let mut clinic = clinic();
    clinic.policy.messages_per_day_max = 2;
    let hour = |hours: i64| clock(TOLD) + SignedDuration::from_hours(hours);
    let mut patient = patient();
    for (name, at) in [("a", hour(0)), ("b", hour(10)), ("a", hour(12))] {
        patient = patient.admit(name, Counted::Unasked, &clinic, at).unwrap();
    }
    assert_eq!(
        patient.admit("c", Counted::Unasked, &clinic, hour(24)),
        Err(hour(34)),
        "a day after b, not after a's first try"
    );
    // A day later its room may be somebody else's.
    let full = patient.admit("c", Counted::Unasked, &clinic, hour(34)).unwrap();
    assert_eq!(full.admit("b", Counted::Unasked, &clinic, hour(35)), Err(hour(36)));
}

#[test]
fn a_cap_of_nothing_never_opens() {
    let mut clinic = clinic();
    clinic.policy.messages_per_day_max = 0;
    assert_eq!(patient().admit("a", Counted::Unasked, &clinic, clock(TOLD)), Err(jiff::Timestamp::MAX));
}

#[test]
fn answers_have_a_limit_of_their_own() {
    let (clinic, now) = (clinic(), clock(TOLD));
    let mut patient = patient();
    for number in 0..REPLIES_PER_DAY_MAX {
        patient = patient.admit(&format!("r{number}"), Counted::Answer, &clinic, now).unwrap();
    }
    assert_eq!(patient.admit("r", Counted::Answer, &clinic, now), Err(now + SignedDuration::from_hours(24)));
    assert!(patient.admit("m", Counted::Unasked, &clinic, now).is_ok());
    // Whom to call in an emergency is said all the same, and what staff say; but two machines end that, too.
    assert!(patient.admit("s", Counted::Staff, &clinic, now).is_ok());
    for number in 0..REPLIES_PER_DAY_MAX {
        patient = patient.admit(&format!("e{number}"), Counted::Emergency, &clinic, now).unwrap();
    }
    assert_eq!(
        patient.admit("e", Counted::Emergency, &clinic, now),
        Err(now + SignedDuration::from_hours(24))
    );
    assert!(patient.admit("s", Counted::Staff, &clinic, now).is_ok());
}

/// A telephone that answers whatever it is sent is answered up to that limit, day after day.
#[test]
fn row_01_no_number_of_answers_makes_a_cap_forget_what_it_counts() {
    let mut clinic = clinic();
    clinic.policy.messages_per_week_max = 2;
    let day = |days: i64| clock(TOLD) + SignedDuration::from_hours(24 * days);
    let mut patient = patient();
    for name in ["a", "b"] {
        patient = patient.admit(name, Counted::Unasked, &clinic, day(0)).unwrap();
    }
    for days in 0..7 {
        for number in 0..REPLIES_PER_DAY_MAX {
            patient =
                patient.admit(&format!("r{days}.{number}"), Counted::Answer, &clinic, day(days)).unwrap();
        }
        assert!(patient.admit("r", Counted::Answer, &clinic, day(days)).is_err());
    }
    assert_eq!(patient.admit("c", Counted::Unasked, &clinic, day(6)), Err(day(7)));
    assert_eq!(patient.sends.len(), SENDS_MAX);
}

#[test]
fn row_16_the_language_is_theirs_if_the_clinic_writes_it() {
    let mut clinic = clinic();
    let reads = |language: Option<Language>, clinic: &crate::clinic::Clinic| {
        Patient { language, ..patient() }.reads(clinic)
    };
    assert_eq!(reads(Some(Language::Pt), &clinic), Language::Es);
    clinic.languages.push(Language::Pt);
    assert_eq!(reads(Some(Language::Pt), &clinic), Language::Pt);
    assert_eq!(reads(None, &clinic), Language::Es);
}

#[test]
fn row_18_somebody_without_a_number_is_reached_by_their_whatsapp_user() {
    let user: crate::phi::Phi<String> = "AR.123".to_owned().into();
    let patient = Patient { phone: None, email: None, whatsapp_user: Some(user.clone()), ..patient() };
    let identities = Channel::ALL.map(|channel| patient.identity(channel));
    assert_eq!(identities, [Some(Identity::WhatsappUser(user)), None, None]);
}

#[test]
fn a_newer_word_on_one_channel_says_nothing_of_another() {
    let word = |channel: Channel, granted: bool, at: &str| Consent {
        purpose: Purpose::Care,
        channel,
        granted,
        evidence: "form 7".to_owned().into(),
        at: clock(at),
    };
    let id = PatientId::new("p2").unwrap();
    let sms = word(Channel::Sms, true, "2026-11-22 12:00");
    let survivor = Patient { consents: vec![sms], ..patient() };
    let whatsapp = word(Channel::Whatsapp, false, "2026-11-21 12:00");
    let record = Patient { consents: vec![whatsapp], ..Patient::new(clinic().id, id.clone()) };
    let one = absorb(&survivor, &id, Some(&record), clock(TOLD)).next.unwrap();
    assert!(one.consents_to(Purpose::Care, Channel::Sms, &clinic()));
    assert!(!one.consents_to(Purpose::Care, Channel::Whatsapp, &clinic()));
}

#[test]
fn who_is_identified_under_a_user_id_is_reached_by_it_where_the_clinic_tells_no_number() {
    let [user, newer] = ["AR.123", "AR.456"].map(|it| crate::phi::Phi::new(it.to_owned()));
    let at = |known: &Patient| known.identity(Channel::Whatsapp);
    let unknown = Patient { phone: None, ..patient() };
    let unknown = unknown.unreachable_by(Channel::Whatsapp, Reason::NoAddress, clock(TOLD));
    let known = unknown.writes_as(&user).next.unwrap();
    assert_eq!(at(&known), Some(Identity::WhatsappUser(user.clone())));
    assert_eq!(known.why_unreachable(Channel::Whatsapp, clock(TOLD)), None);
    assert_eq!(known.writes_as(&user).outcome, Outcome::Stale);
    let renumbered = known.writes_as(&newer).next.unwrap();
    assert_eq!(at(&renumbered), Some(Identity::WhatsappUser(newer)));
    // The clinic's number counts, whichever came first.
    let number = PatientFacts { phone: E164::new("+5491150002222").ok(), ..facts() };
    let numbered = told(Some(&renumbered), &number, TOLD).unwrap();
    assert_eq!(at(&numbered), number.phone.map(Identity::Phone));
    assert_eq!(patient().writes_as(&user).outcome, Outcome::Stale);
}

#[test]
fn a_visit_that_is_corrected_is_not_asked_about_anew() {
    let visit = |case: &str, version| Covered { case: CaseId::new(case).unwrap(), version };
    let asked = patient().surveyed_about(&visit("b7", 2), clock("2026-11-20 12:00"));
    for (about, days, now, tired) in [
        (visit("b7", 2), 30, "2026-11-21 12:00", false),
        (visit("b7", 4), 0, "2026-11-25 11:59", true),
        (visit("b7", 4), 0, "2026-11-25 12:00", false),
        (visit("b7", 4), 30, "2026-12-20 11:59", true),
        (visit("b8", 1), 0, "2026-11-20 12:01", false),
        (visit("b8", 1), 30, "2026-12-20 11:59", true),
    ] {
        assert_eq!(asked.is_tired_of_surveys(&about, days, clock(now)), tired, "{about:?} {days} {now}");
    }
}
