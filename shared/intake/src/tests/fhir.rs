//! FHIR R4: resources and bundles as servers and interface engines send them.

use domain::event::{AppointmentChange, AppointmentFacts, ClinicEvent, Happening, Modality, PatientFacts};
use domain::language::Language;
use domain::phone::E164;
use serde_json::{Value, json};

use super::{RECEIVED_AT, at, buenos_aires, problems};
use crate::fhir::{self, ENTRIES_MAX, FHIR_BYTES_MAX};
use crate::{Intake, Unreadable};

const UPDATED: &str = "2026-11-20T08:15:00.123-03:00";

pub(super) fn read(body: &Value) -> Intake {
    fhir::read(body.to_string().as_bytes(), &buenos_aires(), at(RECEIVED_AT)).unwrap()
}

pub(super) fn events(body: &Value) -> Vec<ClinicEvent> {
    let intake = read(body);
    assert_eq!(problems(&intake), "", "{body}");
    intake.events.into_iter().map(|it| it.1).collect()
}

fn one(body: &Value) -> ClinicEvent {
    let [event] = <[_; 1]>::try_from(events(body)).unwrap();
    event
}

pub(super) fn told(event: &ClinicEvent) -> (AppointmentChange, &AppointmentFacts) {
    let Happening::Appointment { change, appointment } = &event.what else { panic!("not an appointment") };
    (*change, appointment)
}

fn facts(event: &ClinicEvent) -> &PatientFacts {
    event.patient.as_ref().unwrap()
}

/// HL7's example of an appointment, and its patient beside it.
pub(super) fn appointment() -> Value {
    json!({
        "resourceType": "Appointment", "id": "apt-7",
        "meta": { "versionId": "3", "lastUpdated": UPDATED },
        "text": { "status": "generated", "div": "<div>Control</div>" },
        "status": "booked",
        "serviceCategory": [{ "coding": [{ "system": "http://example.org/service-category", "code": "gp" }] }],
        "serviceType": [{ "coding": [{ "code": "52", "display": "Dermatología" }] }],
        "appointmentType": { "coding": [{ "code": "FOLLOWUP", "display": "A follow up visit" }] },
        "priority": 5,
        "start": "2026-12-04T10:30:00-03:00", "end": "2026-12-04T11:00:00-03:00",
        "comment": "Trae estudios",
        "participant": [
            { "actor": { "reference": "Patient/p-1", "display": "Ana Pérez" }, "status": "accepted" },
            { "type": [{ "coding": [{ "code": "ATND" }] }],
              "actor": { "reference": "Practitioner/dr-1", "display": "Dra. López" }, "status": "accepted" },
            { "actor": { "reference": "Location/1", "display": "Sede Centro" }, "status": "accepted" },
        ],
    })
}

pub(super) fn patient() -> Value {
    json!({
        "resourceType": "Patient", "id": "p-1",
        "meta": { "versionId": "9", "lastUpdated": UPDATED },
        "active": true,
        "identifier": [
            { "type": { "coding": [{ "code": "MR" }] }, "system": "urn:oid:1.2.36", "value": "HC-12345" },
            { "type": { "coding": [{ "code": "NI" }] }, "value": "30.123.456" },
        ],
        "name": [
            { "use": "usual", "given": ["Anita"] },
            { "use": "official", "family": "Pérez", "given": ["Ana", "María"] },
            { "use": "maiden", "family": "Otra", "period": { "end": "2002" } },
        ],
        "telecom": [
            { "use": "home" },
            { "system": "phone", "value": "011 4321-5678", "use": "work", "rank": 1 },
            { "system": "phone", "value": "011 15-2345-6789", "use": "mobile", "rank": 2 },
            { "system": "phone", "value": "011 15-0000-0000", "use": "old", "period": { "end": "2014" } },
            { "system": "email", "value": "ana@example.com" },
        ],
        "birthDate": "1974-12-25",
        "communication": [
            { "language": { "coding": [{ "system": "urn:ietf:bcp:47", "code": "en" }] } },
            { "language": { "coding": [{ "system": "urn:ietf:bcp:47", "code": "pt-BR" }] }, "preferred": true },
        ],
    })
}

pub(super) fn bundle(kind: &str, resources: &[Value]) -> Value {
    let entry = |it: &Value| {
        let text = |name: &str| it[name].as_str().unwrap_or_default();
        let url = format!("https://ehr.example/fhir/{}/{}", text("resourceType"), text("id"));
        json!({ "fullUrl": url, "resource": it })
    };
    let entries: Vec<Value> = resources.iter().map(entry).collect();
    json!({ "resourceType": "Bundle", "type": kind, "timestamp": "2026-11-20T11:59:00Z", "entry": entries })
}

/// The value with one element replaced; `place` is a JSON pointer.
pub(super) fn with(mut value: Value, place: &str, element: Value) -> Value {
    let (parent, name) = place.rsplit_once('/').unwrap();
    let parent = value.pointer_mut(parent).unwrap();
    match name.parse::<usize>() {
        Ok(index) => parent[index] = element,
        Err(_) => parent[name] = element,
    }
    value
}

#[test]
fn a_whole_appointment_with_its_patient() {
    for kind in ["collection", "searchset", "batch", "transaction", "message"] {
        let events = events(&bundle(kind, &[appointment(), patient()]));
        let [booked, updated] = &events[..] else { panic!("{kind}") };
        assert_eq!(booked.occurred_at, at("2026-11-20T11:15:00.123Z"));
        let (change, visit) = told(booked);
        assert_eq!((change, visit.id.as_str()), (AppointmentChange::Booked, "apt-7"));
        let start = visit.start.as_ref().unwrap();
        assert_eq!(
            (start.at, start.local.to_string().as_str()),
            (at("2026-12-04T13:30:00Z"), "2026-12-04T10:30:00")
        );
        assert_eq!(visit.duration_minutes, Some(30));
        assert_eq!(visit.practitioner.as_ref().unwrap().expose(), "Dra. López");
        assert_eq!(visit.service.as_ref().unwrap().expose(), "Dermatología");
        assert_eq!((visit.site.as_deref(), visit.modality), (Some("Sede Centro"), None));
        let patient = facts(booked);
        assert_eq!(patient.id.as_str(), "p-1");
        assert_eq!(patient.given_name.as_ref().unwrap().expose(), "Ana María");
        assert_eq!(patient.family_name.as_ref().unwrap().expose(), "Pérez");
        assert_eq!(patient.phone.as_ref().unwrap().expose(), "+5491123456789");
        assert_eq!(patient.email.as_ref().unwrap().expose(), "ana@example.com");
        assert_eq!(patient.document.as_ref().unwrap().expose(), "30123456");
        assert_eq!(patient.birth_date.as_ref().unwrap().expose().to_string(), "1974-12-25");
        assert_eq!((patient.language, patient.consents.len()), (Some(Language::Pt), 0));
        assert_eq!((&updated.what, updated.patient.as_ref()), (&Happening::PatientUpdated, Some(patient)));
    }
}

#[test]
fn a_reference_is_what_it_names_wherever_that_stands() {
    let reference = |to: &str| with(appointment(), "/participant/0/actor/reference", json!(to));
    for to in ["Patient/p-1", "https://ehr.example/fhir/Patient/p-1", "Patient/p-1/_history/4"] {
        assert!(facts(&events(&bundle("searchset", &[reference(to), patient()]))[0]).phone.is_some(), "{to}");
    }
    // Of several versions the newest is meant, wherever it stands.
    let mut newer = with(patient(), "/meta/lastUpdated", json!("2026-11-20T11:30:00Z"));
    newer["telecom"] = json!([{ "system": "phone", "value": "011 15-2345-6700" }]);
    for records in [[patient(), newer.clone()], [newer, patient()]] {
        let [older, other] = records;
        let events = events(&bundle("history", &[older, appointment(), other]));
        assert_eq!(facts(&events[1]).phone.as_ref().unwrap().expose(), "+5491123456700");
    }
    // Without the record, its number is all there is.
    let bare = one(&reference("https://ehr.example/fhir/Patient/p-1"));
    assert_eq!((facts(&bare).id.as_str(), &facts(&bare).phone), ("p-1", &None));
    // What is only being created is named by an address of its own.
    let mut created = bundle("transaction", &[reference("urn:uuid:0b1f"), patient()]);
    created["entry"][1]["fullUrl"] = json!("urn:uuid:0b1f");
    created["entry"][1]["resource"]["id"] = Value::Null;
    let events = events(&created);
    assert_eq!(facts(&events[0]).id.as_str(), "HC-12345");
    assert_eq!(events[0].patient, events[1].patient);
    // By a number alone, whatever system it is of.
    let mut logical = appointment();
    logical["participant"][0]["actor"] =
        json!({ "type": "Patient", "identifier": { "system": "urn:oid:1.2.36", "value": "HC-12345" } });
    assert_eq!(facts(&one(&logical)).id.as_str(), "HC-12345");
    // What would have to be searched for is of that type, and unknown.
    let who = reference("Patient?identifier=urn:oid:1.2.36|HC-12345");
    assert!(problems(&read(&who)).ends_with("names no patient that can be told from others"));
    let doctor = json!("Practitioner?identifier=https://a.example/npi|9");
    let by = one(&with(appointment(), "/participant/1/actor/reference", doctor));
    assert_eq!(told(&by).1.practitioner.as_ref().unwrap().expose(), "Dra. López");
}

#[test]
fn a_contained_patient_is_known_by_number_document_or_where_they_are_reached() {
    let contained = |identifiers: Value| {
        let mut it = with(appointment(), "/participant/0/actor/reference", json!("#who"));
        it["contained"] = json!([with(with(patient(), "/id", json!("who")), "/identifier", identifiers)]);
        facts(&one(&it)).id.as_str().to_owned()
    };
    let record = json!({ "type": { "coding": [{ "code": "MR" }] }, "value": "HC/9 9" });
    let document = json!({ "type": { "text": "DNI" }, "value": "30.123.456" });
    let insurance = json!({ "type": { "coding": [{ "code": "MB" }] }, "value": "family-7" });
    let old = json!({ "use": "old", "type": { "coding": [{ "code": "MR" }] }, "value": "HC-1" });
    let by_record = contained(json!([document, record]));
    assert!(by_record.starts_with("pat_"), "an id that Pulso cannot spell is digested: {by_record}");
    let by_document = contained(json!([old, document]));
    assert!(by_document.starts_with("pat_") && !by_document.contains("30123456"));
    let by_phone = contained(json!([insurance]));
    assert!(by_phone.starts_with("pat_") && by_phone != by_document && by_phone == contained(json!([])));
    assert_eq!(contained(json!([{ "value": "77" }])), "77");
}

#[test]
fn statuses_are_what_has_happened() {
    let change = |status: &str| told(&one(&with(appointment(), "/status", json!(status)))).0;
    for (status, want) in [
        ("booked", AppointmentChange::Booked),
        ("arrived", AppointmentChange::Arrived),
        ("checked-in", AppointmentChange::Arrived),
        ("fulfilled", AppointmentChange::Completed),
        ("cancelled", AppointmentChange::Cancelled),
        ("entered-in-error", AppointmentChange::Cancelled),
        ("noshow", AppointmentChange::Missed),
    ] {
        assert_eq!(change(status), want, "{status}");
    }
    // HL7's example of a request has neither a time nor a place.
    for status in ["proposed", "pending"] {
        let mut asked = with(appointment(), "/status", json!(status));
        asked["start"] = Value::Null;
        let want = "0 Appointment.status: says that it is not settled: it is taken once it is booked";
        assert_eq!(problems(&read(&asked)), want);
    }
}

#[test]
fn what_is_off_is_taken_whatever_is_wrong_beside_its_number() {
    let wrong = with(patient(), "/telecom/2/value", json!("12"));
    let cancelled = with(appointment(), "/status", json!("cancelled"));
    let read = read(&bundle("searchset", &[cancelled.clone(), wrong]));
    assert_eq!(read.events.len(), 1);
    assert_eq!((facts(&read.events[0].1).id.as_str(), &facts(&read.events[0].1).phone), ("p-1", &None));
    assert!(problems(&read).starts_with("1 Patient.telecom[2].value: is too short"));
    let left_out: Vec<(usize, &str)> = read.warnings.iter().map(|it| (it.index, it.field.as_str())).collect();
    assert_eq!(left_out, [(0, "Patient.telecom[2].value")]);
    for (element, value) in [
        ("/start", json!("04/12/2026")),
        ("/_start", json!({ "extension": [{ "url": "x/timezone", "valueCode": "Here" }] })),
        ("/minutesDuration", json!(0)),
        ("/participant/1/actor/display", json!("x".repeat(201))),
        ("/serviceType", json!("Control")),
    ] {
        let read = self::read(&with(cancelled.clone(), element, value));
        assert_eq!((problems(&read).as_str(), read.warnings.len()), ("", 1), "{element}");
        let event = &read.events[0].1;
        assert_eq!(
            (told(event).0, facts(event).id.as_str()),
            (AppointmentChange::Cancelled, "p-1"),
            "{element}"
        );
    }
    let nobody = with(with(cancelled, "/participant", json!([])), "/start", Value::Null);
    assert_eq!((one(&nobody).patient, &told(&one(&nobody)).1.start), (None, &None));
}

#[test]
fn two_doctors_a_role_and_names_in_full() {
    let mut two = appointment();
    two["participant"] = json!([
        { "actor": { "reference": "Patient/p-1" } },
        { "actor": { "reference": "Practitioner/9", "display": "Dr. No" }, "status": "declined" },
        { "actor": { "reference": "PractitionerRole/r" }, "status": "accepted" },
        { "actor": { "reference": "Practitioner/8", "display": "Dr. Third" } },
        { "actor": { "reference": "Location/2" } },
        { "actor": { "reference": "HealthcareService/h", "display": "Guardia" } },
    ]);
    two["serviceType"] = Value::Null;
    let person = json!({ "reference": "Practitioner/d" });
    let role = json!({ "resourceType": "PractitionerRole", "id": "r", "practitioner": person });
    let doctor = json!({ "resourceType": "Practitioner", "id": "d",
        "name": [{ "prefix": ["Dra."], "given": ["Eva", null], "family": "Ruiz" }] });
    let place = json!({ "resourceType": "Location", "id": "2", "name": "Sede Norte" });
    let events = events(&bundle("searchset", &[two, role, doctor, place]));
    let (_, visit) = told(&events[0]);
    assert_eq!(visit.practitioner.as_ref().unwrap().expose(), "Dra. Eva Ruiz");
    assert_eq!(visit.site.as_deref(), Some("Sede Norte"));
    assert_eq!(visit.service.as_ref().unwrap().expose(), "Guardia");
    // A role that leads back to itself names nobody.
    let itself = json!({ "reference": "PractitionerRole/r" });
    let circle = json!({ "resourceType": "PractitionerRole", "id": "r", "practitioner": itself });
    let nobodys = with(appointment(), "/participant/1/actor", itself);
    assert_eq!(told(&self::events(&bundle("searchset", &[nobodys, circle]))[0]).1.practitioner, None);
}

#[test]
fn by_video_or_by_phone_where_that_is_told() {
    let modality = |element: &str, value: Value| told(&one(&with(appointment(), element, value))).1.modality;
    let system = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    let coded = json!([{ "coding": [{ "system": system, "code": "VR" }] }]);
    assert_eq!(modality("/serviceCategory", coded), Some(Modality::Video));
    assert_eq!(modality("/appointmentType", json!({ "text": "Llamada" })), Some(Modality::Phone));
    for (name, want) in [
        ("Telehealth Visit", Modality::Video),
        ("Video Visit", Modality::Video),
        ("Virtual visit", Modality::Video),
        ("Telephone", Modality::Phone),
        ("Telephone Visit", Modality::Phone),
        ("Office Visit", Modality::OnSite),
    ] {
        assert_eq!(modality("/appointmentType", json!({ "text": name })), Some(want), "{name}");
    }
    assert_eq!(
        modality("/virtualService", json!([{ "addressUrl": "https://a.example" }])),
        Some(Modality::Video)
    );
    assert_eq!(modality("/participant/2/actor/display", json!("Teleconsulta")), Some(Modality::Video));
    let url = "http://hl7.org/fhir/5.0/StructureDefinition/extension-Appointment.virtualService";
    assert_eq!(modality("/extension", json!([{ "url": "x" }, { "url": url }])), Some(Modality::Video));
    let mut named = with(appointment(), "/serviceType", json!([{ "text": "Videollamada" }]));
    named["specialty"] = json!([{ "text": "Cardiología" }]);
    let event = one(&named);
    let (_, visit) = told(&event);
    assert_eq!(
        (visit.modality, visit.service.as_ref().unwrap().expose().as_str()),
        (Some(Modality::Video), "Cardiología")
    );
}

#[test]
fn a_start_is_on_the_wall_that_its_zone_names() {
    for name in ["timezone", "tz-code"] {
        let url = format!("http://hl7.org/fhir/StructureDefinition/{name}");
        let mut away = appointment();
        away["_start"] = json!({ "extension": [{ "url": url, "valueCode": "America/Bogota" }] });
        let event = one(&away);
        let start = told(&event).1.start.as_ref().unwrap();
        assert_eq!(
            (start.zone.as_str(), start.local.to_string().as_str()),
            ("America/Bogota", "2026-12-04T08:30:00"),
            "{name}"
        );
    }
}

#[test]
fn a_redelivery_is_the_same_event_and_a_change_is_not() {
    let id = |it: &Value| events(&bundle("history", std::slice::from_ref(it)))[0].event_id.clone();
    let first = id(&appointment());
    assert_eq!(first, id(&appointment()));
    let later = bundle("searchset", &[appointment()]);
    assert_eq!(first, events(&with(later, "/timestamp", json!("2026-11-20T12:30:00Z")))[0].event_id);
    for (element, value) in [
        ("/meta/versionId", json!("4")),
        ("/meta/lastUpdated", json!("2026-11-20T09:00:00-03:00")),
        ("/status", json!("cancelled")),
        ("/start", json!("2026-12-04T10:00:00-03:00")),
        ("/id", json!("apt-8")),
    ] {
        assert_ne!(first, id(&with(appointment(), element, value)), "{element}");
    }
    // Where the server keeps no versions, the time of the bundle is the event's.
    let unversioned = with(appointment(), "/meta", Value::Null);
    let mut sent = bundle("history", std::slice::from_ref(&unversioned));
    assert_eq!(events(&sent)[0].occurred_at, at("2026-11-20T11:59:00Z"));
    sent["entry"][0]["response"] = json!({ "status": "200", "lastModified": "2026-11-20T11:00:00Z" });
    assert_eq!(events(&sent)[0].occurred_at, at("2026-11-20T11:00:00Z"));
    assert_eq!(one(&unversioned).occurred_at, at(RECEIVED_AT));
}

#[test]
fn bodies_that_are_no_resource() {
    let read = |body: &[u8]| fhir::read(body, &buenos_aires(), at(RECEIVED_AT));
    assert_eq!(read(b" "), Err(Unreadable::Empty));
    for body in ["[]", "7", "{}", "{\"resourceType\":7}", "{\"resourceType\":\"Bundle\",\"entry\":{}}"] {
        assert_eq!(read(body.as_bytes()), Err(Unreadable::NotEvents), "{body}");
    }
    assert!(matches!(read(b"<Patient xmlns=\"http://hl7.org/fhir\"/>"), Err(Unreadable::Malformed { .. })));
    let large = vec![b' '; FHIR_BYTES_MAX + 1];
    assert_eq!(read(&large), Err(Unreadable::TooLarge { bytes_max: 2_097_152 }));
    let many = |count: usize| bundle("searchset", &vec![appointment(); count]).to_string();
    assert_eq!(read(many(ENTRIES_MAX).as_bytes()).unwrap().events.len(), ENTRIES_MAX);
    assert_eq!(read(many(ENTRIES_MAX + 1).as_bytes()), Err(Unreadable::TooMany { count_max: 500 }));
    let other = json!({ "resourceType": "Encounter", "id": "e" });
    let want = "0 resourceType: is none that is taken here (Appointment, Patient, Bundle)";
    assert_eq!(problems(&self::read(&other)), want);
    assert_eq!(self::read(&bundle("searchset", &[other])), Intake::default());
    // What a batch of searches is answered with.
    let answers = bundle("batch-response", &[bundle("searchset", &[appointment()])]);
    let want = "0 Bundle.entry[0].resource: is a bundle within a bundle: send each by itself";
    assert_eq!(problems(&self::read(&answers)), want);
}

#[test]
fn a_phone_that_stands_for_none_gives_way_to_one_that_does_not() {
    let filler = json!({ "system": "phone", "value": "11 15 1111-1111", "use": "mobile", "rank": 1 });
    let landline = json!({ "system": "phone", "value": "011 4321-5678", "use": "home" });
    for (telecom, phone, warned) in [
        (json!([filler, landline]), Some("+541143215678"), 0),
        (json!([filler]), None, 1),
        (json!([{ "system": "email", "value": "1111111@example.com" }]), None, 0),
    ] {
        let mut record = patient();
        record["telecom"] = telecom.clone();
        let intake = read(&record);
        assert_eq!(problems(&intake), "", "{telecom}");
        let known = facts(&intake.events[0].1);
        assert_eq!(known.phone.as_ref().map(E164::expose), phone, "{telecom}");
        let named = |it: &&crate::Rejected| it.field == "Patient.telecom[0].value";
        assert_eq!(intake.warnings.iter().filter(named).count(), warned, "{telecom}");
    }
}
