//! FHIR R4: subscriptions' notifications, records that end, and refusals with their place.

use domain::delivery::{Channel, Purpose};
use domain::event::{AppointmentChange, Happening};
use domain::language::Language;
use serde_json::{Value, json};

use super::fhir::{appointment, bundle, events, patient, read, told, with};
use super::{at, problems};
use crate::Intake;

/// The status that a notification of R4 begins with, as HAPI and Salesforce send it.
fn status(kind: &str) -> Value {
    json!({ "resourceType": "Parameters", "id": "s1", "parameter": [
        { "name": "subscription", "valueReference": { "reference": "https://ehr.example/fhir/Subscription/1" } },
        { "name": "status", "valueCode": "active" },
        { "name": "type", "valueCode": kind },
        { "name": "events-since-subscription-start", "valueString": "2" },
    ] })
}

/// The same of R4B.
fn status_4b(kind: &str) -> Value {
    json!({ "resourceType": "SubscriptionStatus", "id": "s1", "status": "active", "type": kind })
}

#[test]
fn a_handshake_and_a_heartbeat_change_nothing() {
    for kind in ["handshake", "heartbeat"] {
        assert_eq!(read(&bundle("history", &[status(kind)])), Intake::default());
        assert_eq!(read(&bundle("subscription-notification", &[status_4b(kind)])), Intake::default());
    }
    assert_eq!(
        read(&json!({ "resourceType": "Bundle", "type": "searchset", "total": 0 })),
        Intake::default()
    );
}

#[test]
fn a_notification_is_read_behind_its_status() {
    for status in [status("event-notification"), status_4b("event-notification")] {
        let mut sent = bundle("history", &[status, appointment(), patient()]);
        sent["entry"][1]["request"] = json!({ "method": "PUT", "url": "Appointment/apt-7" });
        sent["entry"][1]["response"] = json!({ "status": "200" });
        let intake = read(&sent);
        assert_eq!(problems(&intake), "");
        assert_eq!(intake.events.iter().map(|it| it.0).collect::<Vec<_>>(), [1, 2]);
    }
    // Medplum posts the resource alone.
    assert_eq!(events(&appointment()).len(), 1);
}

#[test]
fn a_history_is_taken_from_its_end() {
    let version = |name: &str, status: &str| {
        let version = with(appointment(), "/meta/versionId", json!(name));
        with(version, "/status", json!(status))
    };
    // Of one second, as servers without fractions tell them: the newest stands first.
    let mut sent = bundle("history", &[version("2", "cancelled"), version("1", "booked")]);
    let deleted = json!({ "request": { "method": "DELETE", "url": "Appointment/apt-7" },
        "response": { "lastModified": appointment()["meta"]["lastUpdated"] } });
    sent["entry"].as_array_mut().unwrap().insert(0, deleted);
    let intake = read(&sent);
    assert_eq!(problems(&intake), "");
    let taken: Vec<(usize, AppointmentChange)> =
        intake.events.iter().map(|(index, event)| (*index, told(event).0)).collect();
    let (booked, cancelled) = (AppointmentChange::Booked, AppointmentChange::Cancelled);
    assert_eq!(taken, [(2, booked), (1, cancelled), (0, cancelled)]);
}

#[test]
fn a_notification_without_what_changed_is_refused() {
    let want = "is missing: the subscription has to send full resources (content full-resource)";
    for status in [status("event-notification"), status_4b("event-notification")] {
        assert_eq!(problems(&read(&bundle("history", &[status]))), format!("0 Bundle.entry: {want}"));
    }
    let mut ids = bundle("history", &[status("event-notification"), appointment()]);
    ids["entry"][1]["resource"] = Value::Null;
    assert_eq!(problems(&read(&ids)), format!("1 Bundle.entry[1].resource: {want}"));
    ids["entry"][1]["fullUrl"] = json!("https://ehr.example/fhir/Encounter/1");
    assert_eq!(read(&ids), Intake::default());
}

#[test]
fn a_deleted_appointment_is_off() {
    let entry = |url: &str| {
        json!({ "resourceType": "Bundle", "type": "history", "timestamp": "2026-11-20T11:59:00Z",
            "entry": [{ "request": { "method": "DELETE", "url": url } }] })
    };
    let events = events(&entry("Appointment/apt-7"));
    let (change, visit) = told(&events[0]);
    assert_eq!((change, visit.id.as_str(), &visit.start), (AppointmentChange::Cancelled, "apt-7", &None));
    assert_eq!((events[0].occurred_at, &events[0].patient), (at("2026-11-20T11:59:00Z"), &None));
    assert_eq!(
        problems(&read(&entry("Patient/p-1"))),
        "0 Bundle.entry[0].request: deletes a patient: what is known of them here stays"
    );
    assert_eq!(
        problems(&read(&entry("Appointment?identifier=https://a.example/visits|7"))),
        "0 Bundle.entry[0].request.url: names no appointment by its id"
    );
    assert_eq!(read(&entry("Slot/1")), Intake::default());
}

#[test]
fn a_record_gives_way_to_another() {
    let mut gone = patient();
    gone["active"] = json!(false);
    gone["telecom"] = json!([{ "system": "phone", "value": "12" }]);
    gone["link"] = json!([
        { "other": { "reference": "Patient/p-3" }, "type": "seealso" },
        { "other": { "reference": "Patient/p-2" }, "type": "replaced-by" },
    ]);
    let events = events(&gone);
    let Happening::PatientMerged { merged } = &events[0].what else { panic!("no merge") };
    assert_eq!((events[0].patient.as_ref().unwrap().id.as_str(), merged.as_str()), ("p-2", "p-1"));
    gone["link"][1]["other"] = json!({ "reference": "Patient/p-1" });
    assert_eq!(problems(&read(&gone)), "0 Patient.link: names the patient itself");
    gone["link"] = json!([]);
    gone["telecom"] = json!([]);
    let reason = "is false, and nothing says what has taken the record's place: nothing is changed";
    assert_eq!(problems(&read(&gone)), format!("0 Patient.active: {reason}"));
}

#[test]
fn somebody_who_has_died_is_written_to_no_more() {
    for (element, value) in [("deceasedBoolean", json!(true)), ("deceasedDateTime", json!("2026-11"))] {
        let mut dead = with(patient(), "/telecom/2/value", json!("12"));
        dead["active"] = json!(false);
        dead[element] = value;
        let events = events(&bundle("searchset", &[dead, appointment()]));
        let [updated, booked] = &events[..] else { panic!("{element}") };
        assert_eq!((&updated.what, &updated.patient), (&Happening::PatientUpdated, &booked.patient));
        let consents = &booked.patient.as_ref().unwrap().consents;
        for purpose in [Purpose::Care, Purpose::Administrative, Purpose::Survey, Purpose::Marketing] {
            for channel in Channel::ALL {
                let about = consents.iter().filter(|it| it.purpose == purpose && it.channel == channel);
                assert_eq!(about.map(|it| it.granted).collect::<Vec<_>>(), [false]);
            }
        }
    }
    let alive = events(&with(patient(), "/deceasedBoolean", json!(false)));
    assert_eq!(alive[0].patient.as_ref().unwrap().consents.len(), 0);
}

#[test]
fn every_refusal_of_a_visit_names_its_place() {
    let instant = "is not an RFC 3339 date and time with an offset, such as 2026-12-01T10:30:00-03:00";
    for (element, value, want) in [
        ("/status", json!(null), "Appointment.status: is missing".to_owned()),
        ("/status", json!("on-hold"), "Appointment.status: is not a status of R4's appointments".to_owned()),
        (
            "/status",
            json!("waitlist"),
            "Appointment.status: is no visit: who waits is told by an event, waiting.joined".to_owned(),
        ),
        ("/id", json!(null), "Appointment.id: is missing".to_owned()),
        ("/start", json!(null), "Appointment.start: is missing".to_owned()),
        (
            "/start",
            json!("04/12/2026"),
            "Appointment.start: is neither an RFC 3339 date and time nor a local one such as 2026-12-01T10:30"
                .to_owned(),
        ),
        ("/meta/lastUpdated", json!("yesterday"), format!("Appointment.meta.lastUpdated: {instant}")),
        (
            "/meta/lastUpdated",
            json!("2026-11-22T12:00:00Z"),
            "Appointment.meta.lastUpdated: is more than 24 hours ahead of the time of receipt".to_owned(),
        ),
        ("/participant", json!([]), "Appointment.participant: has no patient".to_owned()),
        (
            "/participant/1/actor/reference",
            json!("Patient/p-2"),
            "Appointment.participant: has several patients: a visit is one patient's".to_owned(),
        ),
        (
            "/participant/0/actor/reference",
            json!("#nobody"),
            "Appointment.participant: has no patient".to_owned(),
        ),
        (
            "/participant/1/actor/display",
            json!("x".repeat(201)),
            "Appointment.participant[1].actor.display: is longer than 200 characters".to_owned(),
        ),
        (
            "/participant/0/actor",
            json!({ "type": "Patient", "display": "Ana" }),
            "Appointment.participant[0].actor.reference: names no patient that can be told from others"
                .to_owned(),
        ),
        ("/serviceType", json!("Control"), "Appointment.serviceType: is not an array".to_owned()),
    ] {
        let intake = read(&with(appointment(), element, value.clone()));
        assert_eq!(problems(&intake), format!("0 {want}"), "{element} = {value}");
        assert_eq!(intake.events, []);
    }
}

#[test]
fn every_refusal_of_a_record_names_its_place() {
    for (element, value, want) in [
        (
            "/telecom/2/value",
            json!("12"),
            "Patient.telecom[2].value: is too short to be a phone number in AR",
        ),
        ("/name/1/family", json!("x".repeat(101)), "Patient.name[1].family: is longer than 100 characters"),
    ] {
        let wrong = with(patient(), element, value);
        let told = problems(&read(&bundle("searchset", &[appointment(), wrong])));
        // Of the record, and of the visit for which it is needed.
        let lines: Vec<&str> = told.lines().collect();
        assert_eq!(lines.len(), 2, "{told}");
        assert!(lines[0].starts_with(&format!("0 {want}")), "{told}");
        assert!(lines[1].starts_with(&format!("1 {want}")), "{told}");
    }
}

#[test]
fn what_costs_nobody_a_reminder_is_left_out_with_a_warning() {
    let unknown = json!({ "coding": [{ "code": "unknown", "display": "Unknown" }] });
    for (resource, element, value, want) in [
        // Several days in hospital.
        (
            appointment(),
            "/end",
            json!("2026-12-06T10:30:00-03:00"),
            "0 Appointment.end: is not 1 to 1440 minutes after the start",
        ),
        (
            appointment(),
            "/minutesDuration",
            json!("30"),
            "0 Appointment.minutesDuration: is not a whole number from 1 to 1440",
        ),
        (
            patient(),
            "/birthDate",
            json!("1974-13-25"),
            "0 Patient.birthDate: is not a date such as 2026-12-01",
        ),
        (patient(), "/telecom/4/value", json!("ana"), "0 Patient.telecom[4].value: is not an e-mail address"),
        (
            patient(),
            "/identifier/1/value",
            json!("x"),
            "0 Patient.identifier[1].value: has not 5 to 20 letters and digits",
        ),
        (
            patient(),
            "/communication/1/language",
            unknown,
            "0 Patient.communication[1].language: is not a language",
        ),
    ] {
        let Intake { events, rejected, warnings, .. } = read(&with(resource, element, value));
        assert_eq!((events.len(), rejected.len()), (1, 0), "{element}");
        assert_eq!(problems(&Intake { rejected: warnings, ..Intake::default() }), want);
    }
}

#[test]
fn a_language_is_read_by_whichever_of_its_codes_and_words_says_it() {
    let system = "urn:ietf:bcp:47";
    for language in [
        json!({ "coding": [{ "system": "urn:oid:1.2.3", "code": "132" }, { "system": system, "code": "en" }] }),
        json!({ "coding": [{ "code": "132", "display": "English" }] }),
        json!({ "coding": [{ "code": "132" }], "text": "Inglés" }),
    ] {
        let events = events(&with(patient(), "/communication/1/language", language));
        assert_eq!(events[0].patient.as_ref().unwrap().language, Some(Language::En));
    }
}

#[test]
fn what_is_not_known_of_a_patient_stays_unsaid() {
    let name = json!([{ "text": "Ruiz, Eva" }]);
    let scarce = json!({ "resourceType": "Patient", "id": "p-9", "birthDate": "1974", "name": name });
    let events = events(&scarce);
    let patient = events[0].patient.as_ref().unwrap();
    assert_eq!((patient.birth_date.is_none(), patient.phone.is_none(), patient.language), (true, true, None));
    let name = |it: &Option<domain::phi::Phi<String>>| it.as_ref().map(|it| it.expose().clone());
    assert_eq!(name(&patient.given_name).as_deref(), Some("Eva"));
    assert_eq!(name(&patient.family_name).as_deref(), Some("Ruiz"));
}
