use domain::event::{AppointmentChange, Happening, NoticeKind};
use domain::ids::CaseId;
use serde_json::{Value, json};

use super::{RECEIVED_AT, at, buenos_aires, problems};
use crate::json::read;
use crate::{Intake, agenda};

fn event(kind: &str, rest: &Value) -> Intake {
    let mut event = json!({
        "event_id": "e-1", "type": kind, "occurred_at": "2026-11-20T12:00:00Z", "patient": {"id": "p-1"}
    });
    event.as_object_mut().unwrap().append(&mut rest.as_object().unwrap().clone());
    read(event.to_string().as_bytes(), &buenos_aires(), at(RECEIVED_AT)).unwrap()
}

fn check_refused(kind: &str, rest: &Value, want: &str) {
    let intake = event(kind, rest);
    assert_eq!(problems(&intake), want, "{kind} {rest}");
    assert_eq!(intake.events, []);
}

fn check_notice(kind: &str, rest: &Value, want: (NoticeKind, &str, &str, Option<&str>)) {
    let intake = event(kind, rest);
    assert_eq!(problems(&intake), "");
    let Happening::Notice { notice, facts } = &intake.events[0].1.what else { panic!("not a notice") };
    let due_on = facts.due_on.map(|it| it.to_string());
    assert_eq!((*notice, facts.id.as_str(), facts.reference.as_str(), due_on.as_deref()), want);
}

#[test]
fn notices() {
    let whole = json!({"notice": {"id": "r-7", "reference": "Orden 7/2026", "due_on": "2026-12-01"}});
    for (kind, name) in NoticeKind::ALL.into_iter().filter(|it| it.0 != NoticeKind::Campaign) {
        check_notice(name, &whole, (kind, "r-7", "Orden 7/2026", Some("2026-12-01")));
        check_notice(name, &json!({}), (kind, "e-1", "e-1", None));
        check_notice(name, &json!({"notice": {}}), (kind, "e-1", "e-1", None));
        check_notice(name, &json!({"notice": {"id": "r-7"}}), (kind, "r-7", "r-7", None));
        check_notice(name, &json!({"notice": {"reference": "F 7"}}), (kind, "e-1", "F 7", None));
        check_refused(name, &json!({"patient": null}), "0 patient: is missing");
        check_refused(name, &json!({"notice": "r-7"}), "0 notice: is not an object");
        check_refused(
            name,
            &json!({"notice": {"id": "a b", "reference": "\n!", "due_on": "1/12/2026"}}),
            "0 notice.id: has a character other than letters, digits, '.', '_', ':' or '-'\n\
             0 notice.due_on: is not a date such as 2026-12-01",
        );
        check_refused(
            name,
            &json!({"notice": {"due_on": "1926-12-01"}}),
            "0 notice.due_on: is not between the years 2000 and 2100",
        );
    }
}

#[test]
fn campaigns_are_the_clinics_own() {
    const NAME: &str = "campaign.launched";
    let intake = event(NAME, &json!({"notice": {"campaign": "flu_2026", "id": "c-1"}}));
    assert_eq!(problems(&intake), "");
    let Happening::Notice { notice: NoticeKind::Campaign, facts } = &intake.events[0].1.what else {
        panic!("not a campaign")
    };
    let told = (facts.id.as_str(), facts.reference.as_str(), facts.campaign.as_deref());
    assert_eq!(told, ("c-1", "flu_2026", Some("flu_2026")));
    check_refused(NAME, &json!({}), "0 notice: is missing");
    check_refused(NAME, &json!({"notice": {"id": "c-1"}}), "0 notice.campaign: is missing");
    check_refused(
        NAME,
        &json!({"patient": {}, "notice": {"campaign": "flu_2026"}}),
        "0 patient.id: is missing",
    );
    for other in ["flu_2027", "Flu_2026"] {
        let notice = json!({"notice": {"campaign": other, "due_on": "soon"}});
        let date = "0 notice.due_on: is not a date such as 2026-12-01\n";
        check_refused(NAME, &notice, &format!("{date}0 notice.campaign: is no campaign of this clinic"));
    }
    check_refused(
        "result.ready",
        &json!({"notice": {"campaign": "flu_2026"}}),
        "0 notice.campaign: means nothing unless the type is campaign.launched",
    );
}

/// A person is told once, whatever the event is called, and whether by events or by lists.
#[test]
fn a_campaign_without_a_number_is_known_by_whom_it_is_for() {
    let told = |event_id: &str, patient: &str| {
        let patient = json!({"id": patient, "phone": "+5491155550101"});
        let rest = json!({"event_id": event_id, "patient": patient, "notice": {"campaign": "flu_2026"}});
        let intake = event("campaign.launched", &rest);
        assert_eq!(problems(&intake), "");
        case_of(&intake)
    };
    let list = "paciente_id;telefono\np-1;+5491155550101\n";
    let listed = agenda::people::read(list.as_bytes(), "flu_2026", &buenos_aires(), at(RECEIVED_AT)).unwrap();
    assert_eq!(told("e-1", "p-1"), told("e-2", "p-1"));
    assert_eq!(told("e-1", "p-1"), case_of(&listed));
    assert_ne!(told("e-1", "p-1"), told("e-1", "p-2"));
}

fn case_of(intake: &Intake) -> String {
    let Happening::Notice { facts, .. } = &intake.events[0].1.what else { panic!("not a notice") };
    facts.id.to_string()
}

#[test]
fn notices_taken_back() {
    const NAME: &str = "notice.withdrawn";
    for (kind, of) in NoticeKind::ALL {
        let intake = event(NAME, &json!({"notice": {"id": "r-7", "type": of}}));
        assert_eq!(problems(&intake), "");
        let id = CaseId::new("r-7").unwrap();
        assert_eq!(intake.events[0].1.what, Happening::NoticeWithdrawn { notice: kind, id });
    }
    check_refused(
        NAME,
        &json!({"patient": null, "notice": {}}),
        "0 patient: is missing\n\
         0 notice.id: is missing\n0 notice.type: is missing",
    );
    check_refused(NAME, &json!({}), "0 notice: is missing");
    for other in ["appointment.booked", "notice.withdrawn", "payment_due"] {
        check_refused(
            NAME,
            &json!({"notice": {"id": "a-1", "type": other}}),
            "0 notice.type: is not a notice's type (result.ready, payment.due, payment.failed, insurance.renewing, \
             campaign.launched)",
        );
    }
}

#[test]
fn patients() {
    let intake = event("patient.updated", &json!({"patient": {"id": "p-1", "phone": "+34600112233"}}));
    assert_eq!(intake.events[0].1.what, Happening::PatientUpdated);
    check_refused("patient.updated", &json!({"patient": null}), "0 patient: is missing");
    let merged = |rest: &Value| {
        let intake = event("patient.merged", rest);
        assert_eq!(problems(&intake), "");
        let Happening::PatientMerged { merged } = &intake.events[0].1.what else { panic!("not a merger") };
        merged.as_str().to_owned()
    };
    assert_eq!(merged(&json!({"merged_patient_id": "p-2"})), "p-2");
    assert_eq!(merged(&json!({"patient": {"id": "p-1", "merged_id": "p-3"}})), "p-3");
    let both = json!({"merged_patient_id": "p-2", "patient": {"id": "p-1", "merged_id": "p-3"}});
    assert_eq!(merged(&both), "p-2");
    check_refused("patient.merged", &json!({}), "0 merged_patient_id: is missing");
    check_refused(
        "patient.merged",
        &json!({"merged_patient_id": "p-1"}),
        "0 merged_patient_id: is the patient that stays",
    );
    check_refused(
        "patient.merged",
        &json!({"patient": {"id": "p-1", "merged_id": 3}}),
        "0 patient.merged_id: is not a text",
    );
    check_refused(
        "patient.merged",
        &json!({"patient": null, "merged_patient_id": "p-2"}),
        "0 patient: is missing",
    );
}

#[test]
fn what_each_change_of_an_appointment_needs() {
    for (change, name) in AppointmentChange::ALL {
        let kind = format!("appointment.{name}");
        let is_booked = change == AppointmentChange::Booked;
        let needs_start = is_booked || change == AppointmentChange::Moved;
        let bare = event(&kind, &json!({"patient": null, "appointment": {"id": "a-1"}}));
        let want = match (is_booked, needs_start) {
            (true, _) => "0 patient: is missing\n0 appointment.start: is missing",
            (false, true) => "0 appointment.start: is missing",
            (false, false) => "",
        };
        assert_eq!(problems(&bare), want, "{kind}");
        let whole = event(
            &kind,
            &json!({"appointment": {"id": "a-1", "start": "2026-12-01T10:30", "delay_minutes": 20}}),
        );
        let Happening::Appointment { change: got, appointment } = &whole.events[0].1.what else {
            panic!("{kind}")
        };
        assert_eq!((*got, appointment.delay_minutes), (change, Some(20)));
        let said = json!({"id": "a-1", "start": "2026-12-01T10:30", "confirmed": true});
        let confirmed = event(&kind, &json!({ "appointment": said }));
        let stands = matches!(name, "booked" | "moved" | "reinstated");
        let want = "0 appointment.confirmed: means nothing unless it is booked, moved or reinstated";
        assert_eq!(problems(&confirmed), if stands { "" } else { want }, "{kind}");
        let wrong = event(&kind, &json!({"appointment": {"id": "a-1", "start": "soon"}}));
        assert_eq!(wrong.rejected[0].field, "appointment.start", "{kind}");
    }
}
