use domain::civil::Zone;
use domain::delivery::{Channel, Purpose};
use domain::event::{AppointmentChange, Happening, Modality};
use domain::language::Language;
use domain::phone::E164;
use serde_json::{Value, json};

use super::{RECEIVED_AT, at, buenos_aires, in_country, problems};
use crate::json::{self, EVENTS_BYTES_MAX, EVENTS_MAX};
use crate::{Defaults, Intake, Unreadable};

fn booked() -> Value {
    json!({
        "event_id": "e-1",
        "type": "appointment.booked",
        "occurred_at": "2026-11-20T09:00:00-03:00",
        "patient": {
            "id": "p-1", "given_name": "Ana", "family_name": "Pérez", "phone": "011 15-2345-6789",
            "email": "ana@example.com", "language": "es-AR", "time_zone": "America/Argentina/Cordoba",
            "groups": ["dialysis"],
            "consents": [{"purpose": "care", "channel": "whatsapp", "granted": true, "evidence": "form 7"}]
        },
        "appointment": {
            "id": "a-1", "start": "2026-12-01T10:30", "time_zone": "America/Argentina/Buenos_Aires",
            "duration_minutes": 30, "practitioner": "Dr. Gómez", "service": "Control", "site": "Centro",
            "modality": "video", "sequence": 4
        }
    })
}

/// The event with one field replaced; `place` is a JSON pointer, and `null` takes the field away.
fn with(place: &str, value: Value) -> Value {
    let mut event = booked();
    let (parent, name) = place.rsplit_once('/').unwrap();
    event.pointer_mut(parent).unwrap()[name] = value;
    event
}

fn read(body: &[u8], defaults: &Defaults) -> Result<Intake, Unreadable> {
    json::read(body, defaults, at(RECEIVED_AT))
}

fn read_one(event: &Value) -> Intake {
    read(event.to_string().as_bytes(), &buenos_aires()).unwrap()
}

/// One field with that value is refused with that problem, and with nothing else.
fn check_refused(place: &str, value: impl Into<Value>, want: &str) {
    let value = value.into();
    let intake = read_one(&with(place, value.clone()));
    assert_eq!(problems(&intake), format!("0 {want}"), "{place} = {value}");
    assert_eq!(intake.events, []);
}

/// One field with that value is no problem.
fn check_taken(place: &str, value: impl Into<Value>) {
    let value = value.into();
    let intake = read_one(&with(place, value.clone()));
    assert_eq!(problems(&intake), "", "{place} = {value}");
    assert_eq!(intake.events.len(), 1);
}

#[test]
fn a_whole_number_may_have_a_point() {
    let booked = read_one(&booked());
    for (place, value) in [("duration_minutes", 30.0), ("sequence", 4.0)] {
        assert_eq!(read_one(&with(&format!("/appointment/{place}"), json!(value))), booked, "{place}");
    }
}

#[test]
fn a_whole_booking() {
    let intake = read_one(&booked());
    assert_eq!(problems(&intake), "");
    let (index, event) = &intake.events[0];
    assert_eq!((*index, event.event_id.as_str()), (0, "e-1"));
    assert_eq!(event.occurred_at, at("2026-11-20T12:00:00Z"));
    let patient = event.patient.as_ref().unwrap();
    assert_eq!(patient.id.as_str(), "p-1");
    assert_eq!(patient.given_name.as_ref().unwrap().expose(), "Ana");
    assert_eq!(patient.family_name.as_ref().unwrap().expose(), "Pérez");
    assert_eq!(patient.phone.as_ref().unwrap().expose(), "+5491123456789");
    assert_eq!(patient.email.as_ref().unwrap().expose(), "ana@example.com");
    assert_eq!(patient.language, Some(Language::Es));
    assert_eq!(patient.time_zone, Some(Zone::new("America/Argentina/Cordoba").unwrap()));
    assert_eq!(patient.groups.as_ref().unwrap()[0].expose(), "dialysis");
    let consent = &patient.consents[0];
    assert_eq!((consent.purpose, consent.channel, consent.granted), (Purpose::Care, Channel::Whatsapp, true));
    assert_eq!(consent.evidence.expose(), "form 7");
    let Happening::Appointment { change, appointment } = &event.what else { panic!("not an appointment") };
    assert_eq!(*change, AppointmentChange::Booked);
    assert_eq!(appointment.id.as_str(), "a-1");
    assert_eq!(appointment.start.as_ref().unwrap().at, at("2026-12-01T13:30:00Z"));
    assert_eq!((appointment.duration_minutes, appointment.sequence), (Some(30), Some(4)));
    assert!(!appointment.confirmed, "of which it says nothing");
    assert_eq!(appointment.practitioner.as_ref().unwrap().expose(), "Dr. Gómez");
    assert_eq!(appointment.service.as_ref().unwrap().expose(), "Control");
    assert_eq!((appointment.site.as_deref(), appointment.modality), (Some("Centro"), Some(Modality::Video)));
}

#[test]
fn what_the_patient_told_the_clinic_is_yes_or_no() {
    check_refused("/appointment/confirmed", json!("yes"), "appointment.confirmed: is not true or false");
}

#[test]
fn every_reason_to_refuse_a_field() {
    check_refused("/event_id", json!(null), "event_id: is missing");
    check_refused("/event_id", json!("  "), "event_id: is missing");
    check_refused("/event_id", json!(7), "event_id: is not a text");
    check_refused("/event_id", json!("x".repeat(65)), "event_id: is longer than 64 bytes");
    let character = "has a character other than letters, digits, '.', '_', ':' or '-'";
    check_refused("/event_id", json!("a b"), &format!("event_id: {character}"));
    check_refused("/type", json!(null), "type: is missing");
    for unknown in ["appointment.deleted", "appointment.", "appointment", "patient", "Result.Ready"] {
        check_refused("/type", json!(unknown), "type: is not an event type Pulso knows");
    }
    let instant =
        "occurred_at: is not an RFC 3339 date and time with an offset, such as 2026-12-01T10:30:00-03:00";
    for wrong in
        ["2026-11-20", "2026-11-20T09:00:00", "yesterday", "20261120T090000Z", "2026-13-20T09:00:00Z"]
    {
        check_refused("/occurred_at", json!(wrong), instant);
    }
    check_refused("/occurred_at", json!(null), "occurred_at: is missing");
    check_refused("/occurred_at", json!(1_795_000_000), "occurred_at: is not a text");
    check_refused(
        "/occurred_at",
        json!("1970-01-01T00:00:00Z"),
        "occurred_at: is not between the years 2000 and 2100",
    );
    check_refused("/patient", json!(null), "patient: is missing");
    check_refused("/patient", json!("Ana"), "patient: is not an object");
    check_refused("/patient/id", json!(null), "patient.id: is missing");
    check_refused("/patient/id", json!("p/1"), &format!("patient.id: {character}"));
    check_refused("/patient/given_name", json!(["Ana"]), "patient.given_name: is not a text");
    check_refused(
        "/patient/given_name",
        json!("A".repeat(101)),
        "patient.given_name: is longer than 100 characters",
    );
    let control = "has a control character or a line break";
    check_refused("/patient/family_name", json!("Pé\nrez"), &format!("patient.family_name: {control}"));
    check_refused("/patient/family_name", json!("Pérez\u{0}!"), &format!("patient.family_name: {control}"));
    check_refused(
        "/patient/phone",
        json!("4321"),
        "patient.phone: is too short to be a phone number in AR (is the area code missing?)",
    );
    check_refused("/patient/phone", json!(5_491_123_456_789_u64), "patient.phone: is not a text");
    check_refused(
        "/patient/country",
        json!("XX"),
        "patient.country: is not an ISO 3166 country code of two letters",
    );
    for wrong in
        ["ana", "ana@", "@x.org", "ana@x", "a b@x.org", "a@b@x.org", "ana@x..org", "ana@.org", "a@x.org,b"]
    {
        check_refused("/patient/email", json!(wrong), "patient.email: is not an e-mail address");
    }
    let long = format!("{}@x.org", "a".repeat(249));
    check_refused("/patient/email", json!(long), "patient.email: is not an e-mail address");
    check_refused(
        "/patient/language",
        json!("!"),
        "patient.language: is not a language tag such as es, en or pt-BR",
    );
    check_refused("/patient/time_zone", json!("Buenos Aires"), "patient.time_zone: is not an IANA time zone");
    check_refused("/patient/groups", json!("dialysis"), "patient.groups: is not an array");
    check_refused("/patient/groups", json!(["a", 1]), "patient.groups[1]: is not a text");
    check_refused("/patient/groups", json!([""]), "patient.groups[0]: is empty");
    check_refused("/patient/groups", json!(vec!["a"; 51]), "patient.groups: has more than 50 entries");
    check_refused("/patient/consents", json!({}), "patient.consents: is not an array");
    check_refused("/patient/consents", json!([true]), "patient.consents[0]: is not an object");
    check_refused("/appointment", json!(null), "appointment: is missing");
    check_refused("/appointment/id", json!(""), "appointment.id: is missing");
    check_refused("/appointment/start", json!(null), "appointment.start: is missing");
    check_refused(
        "/appointment/time_zone",
        json!("GMT-3"),
        "appointment.time_zone: is not an IANA time zone",
    );
    let minutes = "appointment.duration_minutes: is not a whole number from 1 to 1440";
    for wrong in [json!(0), json!(1441), json!(-5), json!(30.5), json!(-0.0), json!(1e300), json!("30")] {
        check_refused("/appointment/duration_minutes", wrong, minutes);
    }
    let delay = "appointment.delay_minutes: is not a whole number from 1 to 600";
    for wrong in [json!(0), json!(601)] {
        check_refused("/appointment/delay_minutes", wrong, delay);
    }
    check_refused(
        "/appointment/sequence",
        json!(-1),
        "appointment.sequence: is not a whole number from 0 to 18446744073709551615",
    );
    check_refused(
        "/appointment/modality",
        json!("hologram"),
        "appointment.modality: is not a modality Pulso knows (on_site, video, phone)",
    );
    check_refused(
        "/appointment/service",
        json!("x".repeat(201)),
        "appointment.service: is longer than 200 characters",
    );
    check_refused("/appointment/site", json!("a\tb"), &format!("appointment.site: {control}"));
    check_refused("/appointment/practitioner", json!({}), "appointment.practitioner: is not a text");
}

#[test]
fn nothing_is_told_long_before_it_occurs() {
    let ahead = "occurred_at: is more than 24 hours ahead of the time of receipt";
    for wrong in ["2027-11-20T12:00:00Z", "2026-11-21T12:00:01Z", "2026-11-21T09:01:00-03:00"] {
        check_refused("/occurred_at", json!(wrong), ahead);
    }
    let offset = "occurred_at: has an offset of more than 14 hours, which no clock has";
    check_refused("/occurred_at", json!("2026-11-20T09:00:00+15:00"), offset);
    for right in ["2026-11-21T12:00:00Z", "2026-11-20T12:00:00Z", "2025-11-20T12:00:00Z"] {
        check_taken("/occurred_at", json!(right));
    }
}

#[test]
fn what_nobody_sees_is_left_out() {
    let plain = read_one(&booked());
    let name = "\u{202e}Ana\u{202c}\u{200b}\u{feff}";
    for (field, told) in [("given_name", name), ("email", "\u{200b}ana@example.com")] {
        assert_eq!(read_one(&with(&format!("/patient/{field}"), json!(told))), plain, "{field}");
    }
    // What joins the parts of a letter stays.
    check_taken("/patient/given_name", json!("\u{645}\u{6cc}\u{200c}\u{646}"));
    let control = "patient.given_name: has a control character or a line break";
    check_refused("/patient/given_name", json!("\u{202e}"), control);
}

#[test]
fn every_reason_to_refuse_a_consent() {
    let consent = |name: &str, value: Value| {
        let mut consent = json!({"purpose": "care", "channel": "sms", "granted": false, "evidence": "call"});
        consent[name] = value;
        json!([{"purpose": "survey", "channel": "email", "granted": true, "evidence": "web"}, consent])
    };
    let purpose = "patient.consents[1].purpose: is not care, administrative, survey or marketing";
    check_refused("/patient/consents", consent("purpose", json!("ads")), purpose);
    check_refused(
        "/patient/consents",
        consent("purpose", json!(null)),
        "patient.consents[1].purpose: is missing",
    );
    let channel = "patient.consents[1].channel: is not whatsapp, sms or email";
    check_refused("/patient/consents", consent("channel", json!("fax")), channel);
    let granted = "patient.consents[1].granted: is not true or false";
    check_refused("/patient/consents", consent("granted", json!("yes")), granted);
    check_refused(
        "/patient/consents",
        consent("granted", json!(null)),
        "patient.consents[1].granted: is missing",
    );
    check_refused(
        "/patient/consents",
        consent("evidence", json!(null)),
        "patient.consents[1].evidence: is missing",
    );
    check_taken("/patient/consents", consent("evidence", json!("form 9")));
    check_taken("/patient/consents", json!([]));
}

#[test]
fn null_blank_and_unknown_are_no_problem() {
    for field in
        ["given_name", "family_name", "phone", "email", "language", "time_zone", "groups", "consents"]
    {
        check_taken(&format!("/patient/{field}"), json!(null));
    }
    for field in ["phone", "email", "given_name", "time_zone"] {
        check_taken(&format!("/patient/{field}"), json!(" "));
    }
    for field in ["time_zone", "duration_minutes", "practitioner", "service", "site", "modality", "sequence"]
    {
        check_taken(&format!("/appointment/{field}"), json!(null));
    }
    check_taken("/patient/blood_type", json!({"of": ["a", 1]}));
    check_taken("/source", json!("emr"));
    check_taken("/patient/email", json!("o'brien+x@mail.example.org"));
    for modality in ["on_site", "onsite", "in_person", "presencial", "video", "phone", "telefono", "Teléfono"]
    {
        check_taken("/appointment/modality", json!(modality));
    }
    for language in ["es", "ES-ar", "pt_BR", "en"] {
        check_taken("/patient/language", json!(language));
    }
}

#[test]
fn a_language_without_templates_is_the_clinics() {
    let intake = read_one(&with("/patient/language", json!("fr-CA")));
    assert_eq!(intake.events[0].1.patient.as_ref().unwrap().language, Some(Language::Es));
}

#[test]
fn national_phones_are_read_in_the_patients_country() {
    let mut event = with("/patient/country", json!("MX"));
    event["patient"]["phone"] = json!("044 55 1234 5678");
    let intake = read_one(&event);
    assert_eq!(
        intake.events[0].1.patient.as_ref().unwrap().phone.as_ref().unwrap().expose(),
        "+525512345678"
    );
    let spain = in_country("ES", "Europe/Madrid");
    let body = with("/patient/phone", json!("600 11 22 33")).to_string();
    let intake = read(body.as_bytes(), &spain).unwrap();
    assert_eq!(intake.events[0].1.patient.as_ref().unwrap().phone.as_ref().unwrap().expose(), "+34600112233");
}

#[test]
fn bad_elements_leave_their_neighbours_alone() {
    let mut no_patient = booked();
    no_patient["patient"] = json!(null);
    no_patient["appointment"]["start"] = json!("tomorrow");
    let body = json!([booked(), 7, no_patient, {}, booked(), []]).to_string();
    let intake = read(body.as_bytes(), &buenos_aires()).unwrap();
    assert_eq!(intake.events.iter().map(|it| it.0).collect::<Vec<_>>(), [0, 4]);
    assert_eq!(
        problems(&intake),
        "1 event: is not a JSON object\n\
         2 patient: is missing\n\
         2 appointment.start: is neither an RFC 3339 date and time nor a local one such as 2026-12-01T10:30\n\
         3 event_id: is missing\n\
         3 type: is missing\n\
         3 occurred_at: is missing\n\
         5 event: is not a JSON object"
    );
}

#[test]
fn of_a_field_that_stands_twice_the_last_counts() {
    let body = booked().to_string().replacen('{', r#"{"event_id":"first!","#, 1);
    let intake = read(body.as_bytes(), &buenos_aires()).unwrap();
    assert_eq!(intake.events[0].1.event_id.as_str(), "e-1");
}

#[test]
fn bodies_that_cannot_be_read() {
    let check = |body: &[u8], want: &str| {
        assert_eq!(read(body, &buenos_aires()).unwrap_err().to_string(), want);
    };
    check(b"", "is empty");
    check(b" \n\t ", "is empty");
    check(b"\xEF\xBB\xBF", "is empty");
    check(b"[{\"event_id\":\n \"e-1\", ", "is not JSON at line 2, column 8: it ends too early");
    check(b"{\"event_id\": nope}", "is not JSON at line 1, column 15: it does not go on as JSON does");
    check(b"[1,]", "is not JSON at line 1, column 4: it does not go on as JSON does");
    check(b"{} {}", "is not JSON at line 1, column 4: it does not go on as JSON does");
    check(b"{\"a\":\"\xFF\"}", "is not JSON at line 1, column 7: it is not in UTF-8, or compressed");
    check(b"\"event\"", "is neither an event nor an array of events");
    check(b"null", "is neither an event nor an array of events");
    let deep = "[".repeat(200);
    check(deep.as_bytes(), "is not JSON at line 1, column 128: it does not go on as JSON does");
    assert_eq!(read(b"[]", &buenos_aires()), Ok(Intake::default()));
}

#[test]
fn at_most_a_thousand_events_in_a_mebibyte() {
    let body = |count: usize| json!(vec![json!({}); count]).to_string();
    let full = read(body(EVENTS_MAX).as_bytes(), &buenos_aires()).unwrap();
    assert_eq!(full.rejected.len(), 3 * EVENTS_MAX);
    let over = read(body(EVENTS_MAX + 1).as_bytes(), &buenos_aires());
    assert_eq!(over, Err(Unreadable::TooMany { count_max: 1_000 }));
    let large = vec![b' '; EVENTS_BYTES_MAX + 1];
    assert_eq!(read(&large, &buenos_aires()), Err(Unreadable::TooLarge { bytes_max: 1_048_576 }));
}

#[test]
fn of_one_event_twenty_problems_are_told() {
    let day = json!({ "date": "2026-11-26", "slots": vec![json!({}); 144] });
    let event = json!({ "event_id": "e-1", "type": "slots.day", "occurred_at": RECEIVED_AT, "day": day });
    assert_eq!(read_one(&event).rejected.len(), 20);
}

#[test]
fn no_reason_carries_anything_of_a_person() {
    let mut event = booked();
    event["patient"] = json!({
        "id": "Zacarias Canary", "given_name": "Zacarias\n", "family_name": "Canary\u{7}", "phone": "+54 987654 Canary",
        "email": "canary", "language": "Canary!!", "time_zone": "Canary", "country": "Canary",
        "consents": [{"purpose": "Canary", "channel": "Canary", "granted": "Canary"}]
    });
    event["appointment"]["start"] = json!("Canary 987654");
    event["appointment"]["modality"] = json!("Canary");
    event["type"] = json!("appointment.booked");
    let intake = read_one(&event);
    assert!(intake.rejected.len() >= 10, "{}", problems(&intake));
    for canary in ["Canary", "Zacarias", "987654", "canary"] {
        assert!(!problems(&intake).contains(canary), "{}", problems(&intake));
    }
}

#[test]
fn half_a_character_costs_no_event() {
    let body = json!([booked(), with("/event_id", "e-2".into())]).to_string();
    let body = body.replacen("\"Ana\"", r#""Ana \ud83d""#, 1);
    let intake = read(body.as_bytes(), &buenos_aires()).unwrap();
    assert_eq!(problems(&intake), "");
    assert_eq!(intake.events.len(), 2);
    let name = intake.events[0].1.patient.as_ref().and_then(|it| it.given_name.as_ref()).unwrap();
    assert_eq!(name.expose(), "Ana \u{fffd}");
    let cut = body.trim_end_matches(']');
    assert!(matches!(read(cut.as_bytes(), &buenos_aires()), Err(Unreadable::Malformed { line: 1, .. })));
}

#[test]
fn a_phone_that_stands_for_none_is_left_out_with_a_warning() {
    let own_numbers = vec![E164::new("+541150000001").unwrap()];
    let here = Defaults { own_numbers, ..buenos_aires() };
    for (phone, reason) in [
        ("11 15 1111-1111", "is a placeholder, and nobody's number"),
        ("011 5000-0001", "is the clinic's own number"),
    ] {
        let intake = read(with("/patient/phone", json!(phone)).to_string().as_bytes(), &here).unwrap();
        assert_eq!(problems(&intake), "");
        let patient = intake.events[0].1.patient.as_ref().unwrap();
        assert_eq!((&patient.phone, patient.email.is_some()), (&None, true));
        let [warning] = &intake.warnings[..] else { panic!("{:?}", intake.warnings) };
        assert_eq!((warning.field.as_str(), warning.reason.as_str()), ("patient.phone", reason));
    }
}
