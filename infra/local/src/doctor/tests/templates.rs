use domain::delivery::Purpose;
use domain::template::{Category, Template, TemplateSet, WhatsappForm};
use serde_json::{Value, json};

use super::super::templates::{Differences, Registered, compare};
use super::*;

const BODY: &str = "Olá, {{patient_given_name}}. Até {{appointment_date}} às {{appointment_time}}. Pode vir?";

/// A clinic with one template: a reminder with these buttons, or with one that opens a form.
fn clinic(buttons: &[&str], flow: Option<&str>) -> Clinic {
    let form = WhatsappForm {
        name: "appointment_reminder".to_owned(),
        category: Category::Utility,
        body: Text::parse(BODY).unwrap(),
        buttons: buttons.iter().map(ToString::to_string).collect(),
        flow: flow.map(str::to_owned),
    };
    let template = Template { purpose: Purpose::Care, whatsapp: Some(form), sms: None, email: None };
    let mut templates = TemplateSet::default();
    templates.insert("appointment_reminder", Language::Pt, template);
    Clinic { templates, ..clinic_files::example() }
}

/// The same as Meta lists it once it is approved.
fn approved() -> Value {
    json!({
        "name": "appointment_reminder", "parameter_format": "NAMED",
        "components": [
            {"type": "BODY", "text": BODY, "example": {"body_text_named_params": [
                {"param_name": "patient_given_name", "example": "Ana"},
                {"param_name": "appointment_date", "example": "terça-feira, 1 de dezembro"},
                {"param_name": "appointment_time", "example": "10:30"}]}},
            {"type": "BUTTONS", "buttons": [
                {"type": "QUICK_REPLY", "text": "Confirmar"}, {"type": "QUICK_REPLY", "text": "Remarcar"}]},
        ],
        "language": "pt_BR", "status": "APPROVED", "category": "UTILITY", "id": "1667192013751005",
    })
}

/// The account's list with that template, among others that are none of the clinic's.
fn listed(template: Value) -> Vec<Registered> {
    let others = json!([
        {"name": "appointment_reminder", "components": [{"type": "BODY", "text": "Olá"}],
         "language": "pt_PT", "status": "REJECTED", "category": "MARKETING", "id": "1"},
        {"name": "login", "components": [
            {"type": "BODY", "text": "*{{1}}* é seu código de verificação.", "add_security_recommendation": true},
            {"type": "FOOTER", "code_expiration_minutes": 10},
            {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "Copiar código",
                "url": "https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}", "example": ["…"]}]}],
         "language": "pt_BR", "status": "APPROVED", "category": "AUTHENTICATION", "id": "2"},
        {"name": "offers", "components": [
            {"type": "BODY", "text": "Novidades"},
            {"type": "CAROUSEL", "cards": [{"components": [{"type": "HEADER", "format": "IMAGE"}]}]}],
         "language": "pt_BR", "status": "PAUSED", "category": "MARKETING", "id": "3"},
    ]);
    let mut listed: Vec<Registered> = serde_json::from_value(others).unwrap();
    listed.push(serde_json::from_value(template).unwrap());
    listed
}

/// What differs when the value at `pointer` is this one: what breaks, and what is worded in another way.
fn changed(pointer: &str, value: Value) -> (Vec<String>, Vec<String>) {
    let mut template = approved();
    *template.pointer_mut(pointer).unwrap() = value;
    let (compared, found) = compare(&clinic(&["Confirmar", "Remarcar"], None), &listed(template));
    assert_eq!(compared, 1);
    let bare = |lines: Vec<String>| -> Vec<String> {
        lines.iter().map(|it| it.strip_prefix("appointment_reminder/pt_BR ").unwrap().to_owned()).collect()
    };
    (bare(found.breaking), bare(found.wording))
}

#[test]
fn what_is_approved_as_the_file_says_it_differs_in_nothing() {
    let laid_out = BODY.replace("{{patient_given_name}}. ", "{{ patient_given_name }}.\n\n") + "\n";
    assert_ne!(laid_out, BODY);
    for body in [BODY, &laid_out] {
        assert_eq!(changed("/components/0/text", json!(body)), (vec![], vec![]), "{body}");
    }
}

#[test]
fn a_body_breaks_with_other_variables_and_not_with_other_words() {
    for (body, breaking) in [
        ("Olá. Na {{appointment_date}} às {{appointment_time}}. Pode vir?", vec!["lacks patient_given_name"]),
        (
            "Olá, {{patient_given_name}}: {{clinic_name}}, {{appointment_date}}, {{appointment_time}}. Pode vir?",
            vec!["asks for clinic_name"],
        ),
        // As many, but numbered: values are sent by name.
        (
            "Olá, {{1}}. Até {{2}} às {{3}}. Pode vir?",
            vec!["lacks appointment_date, appointment_time, patient_given_name", "asks for 1, 2, 3"],
        ),
    ] {
        let breaking: Vec<String> = breaking.into_iter().map(str::to_owned).collect();
        assert_eq!(changed("/components/0/text", json!(body)), (breaking, vec![]), "{body}");
    }
    let other = BODY.replace("Pode vir", "Você vem");
    let (breaking, wording) = changed("/components/0/text", json!(other));
    assert_eq!((breaking.len(), wording), (0, vec!["says it in other words".to_owned()]));
}

#[test]
fn buttons_are_as_many_of_the_same_kind_and_in_the_same_order() {
    let (confirm, change) = (
        json!({"type": "QUICK_REPLY", "text": "Confirmar"}),
        json!({"type": "QUICK_REPLY", "text": "Remarcar"}),
    );
    let page =
        json!({"type": "URL", "text": "Remarcar", "url": "https://clinica.example/{{1}}", "example": ["x"]});
    for (buttons, shown) in [
        (json!([change, confirm]), "QUICK_REPLY Remarcar, QUICK_REPLY Confirmar"),
        (json!([confirm]), "QUICK_REPLY Confirmar"),
        (json!([confirm, page]), "QUICK_REPLY Confirmar, URL Remarcar"),
        (json!([]), ""),
    ] {
        let (breaking, wording) = changed("/components/1/buttons", buttons);
        let expected =
            format!("has the buttons [{shown}] instead of [QUICK_REPLY Confirmar, QUICK_REPLY Remarcar]");
        assert_eq!((breaking, wording), (vec![expected], vec![]));
    }
}

#[test]
fn a_form_is_opened_by_the_button_that_opens_one() {
    let found = |button: Value| {
        let mut template = approved();
        template["components"][1]["buttons"] = json!([button]);
        compare(&clinic(&[], Some("Responder")), &listed(template)).1
    };
    let flow = json!({"type": "FLOW", "text": "Responder", "flow_id": 1_197_715_005_513_101_u64,
                      "flow_action": "NAVIGATE", "navigate_screen": "RATING"});
    assert_eq!(found(flow), Differences::default());
    assert_eq!(found(json!({"type": "QUICK_REPLY", "text": "Responder"})).breaking.len(), 1);
}

#[test]
fn a_part_that_asks_for_values_breaks_and_a_fixed_one_does_not() {
    let found = |part: Value| {
        let buttons = approved()["components"][1].clone();
        let body = approved()["components"][0].clone();
        changed("/components", json!([part, body, buttons]))
    };
    for (part, breaks) in [
        (json!({"type": "FOOTER", "text": "Clínica del Sol"}), false),
        (json!({"type": "HEADER", "format": "TEXT", "text": "Sua consulta"}), false),
        (json!({"type": "HEADER", "format": "TEXT", "text": "Olá, {{patient_given_name}}"}), true),
        (json!({"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["https://…"]}}), true),
        (json!({"type": "HEADER", "format": "LOCATION"}), true),
    ] {
        let shown = part.to_string();
        let (breaking, wording) = found(part);
        assert_eq!((breaking.len(), wording.len()), if breaks { (1, 0) } else { (0, 1) }, "{shown}");
    }
}

#[test]
fn a_template_is_there_approved_and_in_its_category() {
    assert_eq!(changed("/status", json!("PENDING")).0, ["is PENDING"]);
    assert_eq!(changed("/category", json!("MARKETING")).0, ["is in category MARKETING"]);
    assert_eq!(changed("/language", json!("pt_PT")).0, ["is not there"]);
}

#[test]
fn free_text_is_not_looked_for_whatever_its_name() {
    let mut clinic = clinic(&[], None);
    let free = clinic.templates.get("appointment_reminder", Language::Pt).unwrap().clone();
    clinic.templates = TemplateSet::default();
    clinic.templates.insert("reply_reminder", Language::Pt, free);
    assert_eq!(compare(&clinic, &[]), (0, Differences::default()));
}
