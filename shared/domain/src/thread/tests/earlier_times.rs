//! Who wants an earlier time.

use super::*;
use crate::clinic::{Clinic, WaitingList, Weights};

fn with_list() -> Clinic {
    let weights = Weights { priority: 10, day_waited: 1, fit: 3 };
    let rules = WaitingList {
        at_a_time: 2,
        offer_minutes: 30,
        lead_hours: 4,
        within_days: 14,
        offers_per_day_max: 2,
        offers_per_week_max: 4,
        weights,
    };
    Clinic { waiting_list: Some(rules), ..clinic() }
}

fn visits(ids: &[&str]) -> Aside {
    let visits = ids.iter().map(|id| visit(id, &format!("Ana {id}"))).collect();
    Aside { visits, ..Aside::default() }
}

fn says(words: &str, thread: &Thread, aside: Aside, clinic: &Clinic) -> (Thread, Ended, Vec<Effect>) {
    let mut event = wrote("w1", text(words));
    if let Event::Wrote { aside: known, .. } = &mut event {
        **known = aside;
    }
    let decision = decide(Some(thread), clinic, &identity(), &event, clock(NOW));
    let thread = decision.next.unwrap();
    let ended = thread.inbound.last().unwrap().ended;
    (thread, ended, decision.effects)
}

fn waits(effects: &[Effect]) -> Vec<(&str, bool)> {
    let wait = |it| match it {
        &Effect::Wait { ref case, joins, .. } => Some((case.as_str(), joins)),
        _ => None,
    };
    effects.iter().filter_map(wait).collect()
}

#[test]
fn are_for_the_visit_last_spoken_of() {
    let clinic = with_list();
    let words = "avísenme si hay algo antes";
    let (_, ended, effects) = says(words, &asked(&[]), visits(&["a1"]), &clinic);
    assert_eq!((ended, waits(&effects)), (Ended::Applied, vec![("a1", true)]));
    assert_eq!(effects.len(), 1);
    // A list that does not exist is joined by nobody; nor is one for no visit.
    let (_, _, effects) = says(words, &asked(&[]), visits(&["a1"]), &super::clinic());
    assert_eq!(waits(&effects), []);
    let (_, ended, effects) = says(words, &asked(&[]), visits(&[]), &clinic);
    assert_eq!((ended, waits(&effects)), (Ended::Queued, vec![]));
}

#[test]
fn are_asked_back_where_there_are_several_visits() {
    let clinic = with_list();
    let (thread, ended, effects) =
        says("I'd like an earlier appointment", &asked(&[]), visits(&["a1", "a2"]), &clinic);
    assert_eq!((ended, waits(&effects)), (Ended::AskedBack, vec![]));
    let choices = &thread.spoken.last().unwrap().choices;
    let means = Meaning::Wait { case: CaseId::new("a2").unwrap(), joins: true };
    assert_eq!((choices.len(), &choices[1].means), (2, &means));
    let tapped = Said::Tap {
        message: thread.spoken.last().unwrap().message.clone(),
        tapped: Tapped::Choice(2),
        about: About::Dialogue,
    };
    let decision = decide(Some(&thread), &clinic, &identity(), &wrote("w2", tapped), clock(NOW));
    assert_eq!(waits(&decision.effects), [("a2", true)]);
    // Staff read what stood on the choice.
    let shown = decision.next.unwrap().inbound.pop().unwrap().text;
    assert_eq!(*shown.expose(), format!("[c2] {}", choices[1].title.expose()));
}

#[test]
fn the_third_choice_has_a_number_too_and_asks_for_no_person() {
    let clinic = with_list();
    let three = visits(&["a1", "a2", "a3"]);
    let (thread, _, effects) = says("I'd like an earlier appointment", &asked(&[]), three, &clinic);
    let [Effect::Say(shown)] = effects.as_slice() else { panic!("{effects:?}") };
    let thread = thread.admit(shown, Channel::Sms, clock(NOW)).unwrap();
    let decision = decide(Some(&thread), &clinic, &identity(), &wrote("w2", text("3")), clock(NOW));
    assert_eq!(waits(&decision.effects), [("a3", true)]);
    assert_eq!(decision.next.unwrap().waiting, None);
}

#[test]
fn do_not_swallow_a_confirmation_nor_stop_messages() {
    let clinic = with_list();
    let confirms = |it: &Effect| matches!(it, Effect::Answer { answer: Answer::Confirm, .. });
    for (words, confirmed) in [
        ("Confirmo. Avísenme si hay algo antes", true),
        ("sí, confirmo, si hay algo antes avísenme", true),
        // A "but" may take back what stands before it: the question stays open, and is asked again.
        ("sí, confirmo, pero si hay algo antes avísenme", false),
    ] {
        let (thread, _, effects) = says(words, &asked(&["q1"]), visits(&["a1"]), &clinic);
        assert_eq!(waits(&effects), [("a1", true)], "{words}");
        assert_eq!(effects.iter().any(confirms), confirmed, "{words}");
        assert_eq!(thread.open_visits(clock("2026-11-24 11:30")).is_empty(), confirmed, "{words}");
    }
    let (thread, _, effects) =
        says("quítenme de la lista de espera", &asked(&["q1"]), visits(&["a1"]), &clinic);
    assert_eq!(waits(&effects), [("a1", false)]);
    assert!(thread.stops.is_empty() && thread.in_doubt_since.is_none());
}

#[test]
fn remember_the_cases_last_spoken_of() {
    let thread = asked(&["q1", "q2"]);
    assert_eq!(thread.spoke_of, ["visit-q1", "visit-q2"].map(|it| CaseId::new(it).unwrap()));
    let mut many = thread;
    for index in 0..20 {
        let mut spec = question("q");
        spec.covers[0].case = CaseId::new(format!("b{index}")).unwrap();
        let at = clock("2026-11-24 11:00") + SignedDuration::from_mins(index);
        many = many.admit(&spec, Channel::Sms, at).unwrap();
    }
    assert_eq!(many.spoke_of.len(), crate::thread::SPOKE_OF_MAX);
    assert_eq!(many.spoke_of.last(), Some(&CaseId::new("b19").unwrap()));
}
