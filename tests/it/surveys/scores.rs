//! Scores over many patients.

use domain::survey::Scale;

use super::*;

/// Patients with a phone of their own.
const PATIENTS: usize = 12;

fn phone(patient: usize) -> String {
    format!("+54911555503{patient:02}")
}

#[test]
fn scores_are_exact_by_group_and_small_groups_are_not_shown() {
    let bundle = Bundle::new();
    let tell = |kind: &str, patient: usize| {
        let (id, name) = (format!("a{patient}"), format!("p{patient}"));
        let mut event = bundle.event_now(kind, &id, &name, &phone(patient), FRIDAY);
        event["appointment"]["site"] = json!(if patient < 8 { "Norte" } else { "Sur" });
        bundle.tell(&event);
    };
    (0..PATIENTS).for_each(|it| tell("appointment.booked", it));
    bundle.advance_to(OVER);
    (0..PATIENTS).for_each(|it| tell("appointment.completed", it));
    bundle.advance_to(ASKED);
    // Norte: 1, 2, 3, 4, 5, 5 of eight; Sur: 1, 2, 3 of four.
    let scores = [1, 2, 3, 4, 5, 5, 0, 0, 1, 2, 3, 0];
    for (patient, score) in scores.into_iter().enumerate().filter(|it| it.1 > 0) {
        bundle.tap(&phone(patient), &question(&bundle, &phone(patient)), score - 1);
    }
    let by = |name: &str| get(&bundle, &format!("/v1/surveys?from=2026-12-04&to=2026-12-04&by={name}"));
    let sites = by("site")["questionnaires"][0].clone();
    let near = |value: &Value, expected: f64| (value.as_f64().unwrap() - expected).abs() < 1e-9;
    assert_eq!((&sites["name"], &sites["scale"]), (&json!("visit"), &json!("csat")));
    assert_eq!((&sites["total"]["asked"], &sites["total"]["answered"]), (&json!(12), &json!(9)));
    assert!(
        near(&sites["total"]["response_rate"], 0.75) && near(&sites["total"]["csat"]["mean"], 26.0 / 9.0)
    );
    let [norte, sur] = sites["groups"].as_array().unwrap().clone().try_into().unwrap();
    assert_eq!(
        (&norte["name"], &norte["asked"], &norte["answered"]),
        (&json!("Norte"), &json!(8), &json!(6))
    );
    assert!(near(&norte["csat"]["mean"], 20.0 / 6.0) && near(&norte["csat"]["satisfied"], 0.5), "{norte:#}");
    assert_eq!(norte["scores"], json!({ "1": 1, "2": 1, "3": 1, "4": 1, "5": 2 }));
    assert_eq!((&sur["asked"], &sur["answered"], &sur["reason"]), (&json!(4), &json!(3), &json!("too_few")));
    assert_eq!((&sur["csat"], &sur["scores"], &sur["nps"]), (&Value::Null, &Value::Null, &Value::Null));
    for name in ["practitioner", "day"] {
        let groups = by(name)["questionnaires"][0]["groups"].clone();
        assert_eq!((groups.as_array().unwrap().len(), &groups[0]["answered"]), (1, &json!(9)), "{name}");
    }
    assert_eq!(by("service")["questionnaires"][0]["groups"], json!([]), "no service was told");
    assert_eq!(bundle.v1("GET", "/v1/surveys?by=colour", b"").status, 400);
    assert_eq!(bundle.v1("GET", "/v1/surveys?from=2026-12-01&to=2027-12-01", b"").status, 400);
    let elsewhere = get(&bundle, "/v1/surveys?from=2026-12-05&to=2026-12-06");
    assert_eq!(elsewhere["questionnaires"], json!([]));
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn a_scale_from_zero_to_ten_is_answered_with_a_number() {
    let mut clinic = local::clinic_files::example();
    clinic.surveys[0].scale = Scale::Nps;
    clinic.surveys[0].low_at = 6;
    for language in clinic.languages.clone() {
        let mut template = clinic.template("visit_survey", language).unwrap().clone();
        template.whatsapp.as_mut().unwrap().buttons.clear();
        clinic.templates.insert("visit_survey", language, template);
    }
    let bundle = Bundle::of(vec![clinic], tests::START, None);
    (0..6).for_each(|it| {
        told(&bundle, "appointment.booked", &format!("a{it}"), &format!("p{it}"), &phone(it), FRIDAY);
    });
    bundle.advance_to(OVER);
    (0..6).for_each(|it| {
        told(&bundle, "appointment.completed", &format!("a{it}"), &format!("p{it}"), &phone(it), FRIDAY);
    });
    bundle.advance_to(ASKED);
    let texts = ["10", "9", "10/10", "8", "0", "10 veces"];
    texts.into_iter().enumerate().for_each(|(it, text)| bundle.type_text(&phone(it), text, "whatsapp"));
    let total = total(&bundle);
    // The last one counts something: it is a comment.
    assert_eq!((&total["asked"], &total["answered"]), (&json!(6), &json!(5)), "{total:#}");
    let [score, low, high] = ["score", "low", "high"].map(|it| total["nps"][it].as_f64().unwrap());
    assert!((score - 40.0).abs() < 1e-9 && low < score && score < high, "{total:#}");
    assert_eq!(total["csat"], Value::Null);
    assert_eq!(tickets(&bundle).len(), 1);
    assert_eq!(answers(&bundle).len(), 6);
}
