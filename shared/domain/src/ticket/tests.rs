#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::decision::Outcome;

fn at(hour: i64) -> Timestamp {
    Timestamp::from_second(1_796_000_000 + 3_600 * hour).unwrap()
}

fn raised(cause: &str, severity: Severity, hour: i64) -> Raised {
    Raised {
        survey: SurveyId::new("srv_1").unwrap(),
        case: CaseId::new("a1").unwrap(),
        patient: PatientId::new("p1").unwrap(),
        cause: cause.to_owned(),
        why: Why::LowScore,
        severity,
        topic: None,
        team: Team::Reception,
        at: at(hour),
    }
}

fn opened(severity: Severity) -> Ticket {
    raise(None, &ClinicId::new("sol").unwrap(), &raised("w1", severity, 0)).next.unwrap()
}

fn raised_again(ticket: &Ticket, raised: &Raised) -> Decision<Ticket, ()> {
    raise(Some(ticket), &ClinicId::new("sol").unwrap(), raised)
}

fn moved(ticket: &Ticket, key: &str, to: TicketState, outcome: Option<&str>) -> Result<Ticket, Refused> {
    let outcome = outcome.map(|it| it.to_owned().into());
    let change = Change { state: Some(to), outcome, ..Change::default() };
    super::change(ticket, key, "Marta", &change, at(1)).map(|it| it.next.unwrap_or_else(|| ticket.clone()))
}

#[test]
fn it_is_due_by_its_severity() {
    for (severity, hours) in [(Severity::Urgent, 4), (Severity::High, 24), (Severity::Normal, 72)] {
        let ticket = opened(severity);
        assert_eq!((ticket.due_at, ticket.state), (at(hours), TicketState::Open));
        assert!(!ticket.is_overdue(at(hours - 1)) && ticket.is_overdue(at(hours)));
    }
}

#[test]
fn every_move_between_states_is_allowed_or_refused_as_the_table_says() {
    use TicketState::{Closed, InProgress, Open, Resolved};
    let ticket_in =
        |state| Ticket { state, outcome: Some("said".to_owned().into()), ..opened(Severity::Normal) };
    for from in TicketState::ALL {
        for to in TicketState::ALL {
            let moved = moved(&ticket_in(from), "k", to, None);
            let expected = if (from, to) == (Closed, Resolved) { Err(Refused::Transition) } else { Ok(to) };
            assert_eq!(moved.map(|it| it.state), expected, "{from:?} → {to:?}");
        }
    }
    for from in [Open, InProgress] {
        let ticket = Ticket { outcome: None, ..ticket_in(from) };
        for to in [Resolved, Closed] {
            assert_eq!(moved(&ticket, "k", to, None), Err(Refused::Outcome));
            assert_eq!(moved(&ticket, "k", to, Some("  ")), Err(Refused::Blank("outcome")));
            let blank = Ticket { outcome: Some("  ".to_owned().into()), ..ticket.clone() };
            assert_eq!(moved(&blank, "k", to, None), Err(Refused::Outcome));
            assert!(moved(&ticket, "k", to, Some("We called her.")).is_ok());
        }
    }
    let reopened = moved(&ticket_in(Resolved), "k", InProgress, None).unwrap();
    assert_eq!((reopened.outcome, reopened.due_at), (None, at(73)), "it has to be settled again");
}

#[test]
fn a_command_is_applied_once_by_its_key() {
    let ticket = opened(Severity::Normal);
    let note = Change {
        note: Some("called".to_owned().into()),
        owner: Some(" Marta ".to_owned()),
        ..Change::default()
    };
    let first = change(&ticket, "k1", "Marta", &note, at(1)).unwrap().next.unwrap();
    assert_eq!((first.owner.as_deref(), first.history.len()), (Some("Marta"), 3));
    let again = change(&first, "k1", "Marta", &note, at(2)).unwrap();
    assert_eq!((again.outcome, again.next), (Outcome::Repeated, None));
    let other = Change { note: Some("called twice".to_owned().into()), ..note.clone() };
    assert_eq!(change(&first, "k1", "Marta", &other, at(2)), Err(Refused::KeyTaken));
    assert_eq!(change(&first, "k1", "Luis", &note, at(2)), Err(Refused::KeyTaken));
    // The first release remembered the key and not what was asked.
    let earlier = Ticket { causes: vec!["k1".to_owned()], ..first.clone() };
    assert_eq!(change(&earlier, "k1", "Marta", &note, at(2)).unwrap().outcome, Outcome::Repeated);
    // Keys of callers may have spaces.
    let earlier = Ticket { causes: vec!["note 1".to_owned()], ..first.clone() };
    for (key, outcome) in [("note 1", Outcome::Repeated), ("note", Outcome::Applied)] {
        assert_eq!(change(&earlier, key, "Marta", &note, at(2)).map(|it| it.outcome), Ok(outcome), "{key}");
    }
    let nobody = Change { owner: Some(String::new()), ..Change::default() };
    assert_eq!(change(&first, "k2", "Marta", &nobody, at(2)).unwrap().next.unwrap().owner, None);
}

#[test]
fn what_says_nothing_or_too_much_is_refused() {
    let ticket = opened(Severity::Normal);
    let refused = |it: &Change, by: &str| change(&ticket, "k", by, it, at(1)).unwrap_err();
    assert_eq!(refused(&Change::default(), "Marta"), Refused::Empty);
    for blank in ["", " \n "] {
        let blank = || Some(blank.to_owned().into());
        let note = Change { note: blank(), ..Change::default() };
        let outcome = Change { outcome: blank(), state: Some(TicketState::Closed), ..Change::default() };
        assert_eq!(refused(&note, "Marta"), Refused::Blank("note"));
        assert_eq!(refused(&outcome, "Marta"), Refused::Blank("outcome"));
    }
    let long = Change { note: Some("x".repeat(NOTE_CHARS_MAX + 1).into()), ..Change::default() };
    assert_eq!(refused(&long, "Marta"), Refused::TooLong);
    let open = Change { state: Some(TicketState::InProgress), ..Change::default() };
    assert_eq!(refused(&open, &"x".repeat(OWNER_CHARS_MAX + 1)), Refused::TooLong);
}

#[test]
fn more_of_the_same_survey_makes_it_worse_and_opens_it_again() {
    let ticket = opened(Severity::Normal);
    assert_eq!(raised_again(&ticket, &raised("w1", Severity::Normal, 5)).outcome, Outcome::Repeated);
    let mut complaint = raised("w2", Severity::Urgent, 1);
    (complaint.topic, complaint.team) = (Some("care".to_owned()), Team::Clinical);
    let worse = raised_again(&ticket, &complaint).next.unwrap();
    assert_eq!((worse.severity, worse.team, worse.due_at), (Severity::Urgent, Team::Clinical, at(5)));
    // A milder word changes neither severity nor due time.
    let milder = raised_again(&worse, &raised("w3", Severity::Normal, 2)).next.unwrap();
    assert_eq!((milder.severity, milder.team, milder.due_at), (Severity::Urgent, Team::Clinical, at(5)));
    let settled = moved(&worse, "k", TicketState::Closed, Some("done")).unwrap();
    let reopened = raised_again(&settled, &raised("w4", Severity::High, 100)).next.unwrap();
    assert_eq!((reopened.state, reopened.due_at), (TicketState::Open, at(124)));
    assert_eq!(moved(&reopened, "k2", TicketState::Closed, None), Err(Refused::Outcome), "that was before");
}

#[test]
fn what_makes_it_worse_says_who_follows_up() {
    let about = |cause: &str, severity, topic: &str, team| Raised {
        topic: Some(topic.to_owned()),
        team,
        ..raised(cause, severity, 1)
    };
    let bill = about("w2", Severity::High, "billing", Team::Billing);
    let ticket = raised_again(&opened(Severity::Normal), &bill).next.unwrap();
    let pain = about("w3", Severity::Urgent, "care", Team::Clinical);
    let urgent = raised_again(&ticket, &pain).next.unwrap();
    assert_eq!((urgent.team, urgent.topic.as_deref()), (Team::Clinical, Some("care")));
    let bill_again = Raised { cause: "w4".to_owned(), ..bill };
    let still = raised_again(&urgent, &bill_again).next.unwrap();
    assert_eq!((still.team, still.topic.as_deref()), (Team::Clinical, Some("care")));
}

#[test]
fn the_history_keeps_how_it_began() {
    let mut ticket = opened(Severity::Normal);
    for number in 0..HISTORY_MAX + 50 {
        let note = Change { note: Some(number.to_string().into()), ..Change::default() };
        ticket = change(&ticket, &number.to_string(), "Marta", &note, at(1)).unwrap().next.unwrap();
    }
    assert_eq!((ticket.history.len(), ticket.causes.len()), (HISTORY_MAX, CAUSES_MAX));
    assert!(matches!(ticket.history[0].what, Happened::Raised { .. }));
}

#[test]
fn a_history_of_long_notes_fits_into_a_table() {
    let mut ticket = opened(Severity::Normal);
    let note = Change { note: Some("漢".repeat(NOTE_CHARS_MAX).into()), ..Change::default() };
    for number in 0..HISTORY_MAX {
        ticket = change(&ticket, &number.to_string(), "Marta", &note, at(1)).unwrap().next.unwrap();
    }
    let kept = HISTORY_BYTES_MAX / ("漢".len() * NOTE_CHARS_MAX);
    assert_eq!(ticket.history.len(), 1 + kept);
    assert!(matches!(ticket.history[0].what, Happened::Raised { .. }));
}
