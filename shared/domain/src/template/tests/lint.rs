use super::super::{
    Category, EmailForm, Finding, Nature, Rules, Severity, Template, TemplateSet, Text, Variable,
    WhatsappForm, lint,
};
use crate::delivery::Purpose;
use crate::language::Language;
use crate::money::Micros;

const VARIABLES: [Variable; 4] = [
    Variable { name: "patient_given_name", nature: Nature::Plain, example: "María José" },
    Variable { name: "appointment_time", nature: Nature::Plain, example: "10:30" },
    Variable { name: "service", nature: Nature::Sensitive, example: "Cardiología" },
    Variable { name: "result", nature: Nature::Clinical, example: "positivo" },
];

fn rules<'a>() -> Rules<'a> {
    Rules {
        languages: &[Language::Es],
        variables: &VARIABLES,
        country: "ES",
        keep_accents: false,
        sms_segment_price: Some(Micros(52_500)),
        currency: "EUR",
    }
}

fn text(source: &str) -> Text {
    Text::parse(source).unwrap()
}

fn sms(source: &str) -> Template {
    Template { purpose: Purpose::Care, whatsapp: None, sms: Some(text(source)), email: None }
}

fn whatsapp(body: &str, buttons: &[&str]) -> Template {
    let form = WhatsappForm {
        name: "cita_48h".into(),
        category: Category::Utility,
        body: text(body),
        buttons: buttons.iter().map(|it| (*it).to_owned()).collect(),
        flow: None,
    };
    Template { purpose: Purpose::Care, whatsapp: Some(form), sms: None, email: None }
}

fn findings(template: Template, rules: &Rules<'_>) -> Vec<Finding> {
    let mut set = TemplateSet::default();
    set.insert("reminder", Language::Es, template);
    lint(&set, rules)
}

/// The codes found, but for the cost, which is always told.
fn check(template: Template, rules: &Rules<'_>, want: &[(Severity, &str)]) {
    let shown = format!("{template:?}");
    let found = findings(template, rules);
    let got: Vec<_> = found.iter().map(|it| (it.severity, it.code)).filter(|it| it.1 != "sms-cost").collect();
    assert_eq!(got, want, "{shown}");
}

const ERROR: Severity = Severity::Error;
const WARNING: Severity = Severity::Warning;

#[test]
fn clean_templates() {
    check(
        whatsapp("Hola {{patient_given_name}}, te esperamos.", &["Confirmar", "Cambiar cita"]),
        &rules(),
        &[],
    );
    check(
        sms("Hola {{patient_given_name}}. 1 confirma, 2 cambia. BAJA para no recibir más avisos"),
        &rules(),
        &[],
    );
}

#[test]
fn whatsapp_bodies() {
    check(whatsapp("{{patient_given_name}}, hola.", &[]), &rules(), &[(ERROR, "variable-at-edge")]);
    check(whatsapp("Hola {{patient_given_name}} ", &[]), &rules(), &[(ERROR, "variable-at-edge")]);
    check(
        whatsapp("{{patient_given_name}}", &[]),
        &rules(),
        &[(ERROR, "variable-at-edge"), (ERROR, "variable-at-edge")],
    );
    check(
        whatsapp("Hola {{patient_given_name}} {{appointment_time}}.", &[]),
        &rules(),
        &[(ERROR, "adjacent-variables")],
    );
    check(whatsapp(&"á".repeat(1024), &[]), &rules(), &[]);
    check(whatsapp(&"á".repeat(1025), &[]), &rules(), &[(ERROR, "body-length")]);
}

#[test]
fn buttons() {
    let title = (ERROR, "button-title");
    check(whatsapp("Hola.", &["12345678901234567890", "b", "c"]), &rules(), &[]);
    check(whatsapp("Hola.", &["123456789012345678901"]), &rules(), &[title]);
    check(whatsapp("Hola.", &["a", "b", "a"]), &rules(), &[title]);
    check(whatsapp("Hola.", &[" "]), &rules(), &[title]);
    check(whatsapp("Hola.", &["Ver {{service}}"]), &rules(), &[title]);
    check(whatsapp("Hola.", &["a", "b", "c", "d"]), &rules(), &[(ERROR, "buttons")]);
    let numbers: Vec<String> = (1..=11).map(|it| it.to_string()).collect();
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let survey = |buttons| Template { purpose: Purpose::Survey, ..whatsapp("Hola.", buttons) };
    check(survey(&numbers[..10]), &rules(), &[]);
    check(survey(&numbers), &rules(), &[(ERROR, "buttons")]);
}

#[test]
fn names_and_categories() {
    let with = |name: &str, purpose, category| {
        let mut template = whatsapp("Hola.", &[]);
        template.purpose = purpose;
        let form = template.whatsapp.as_mut().unwrap();
        form.name = name.to_owned();
        form.category = category;
        template
    };
    let name = (ERROR, "whatsapp-name");
    for bad in ["", "Cita", "cita-48h", "cita 48h", "año", &"a".repeat(513)] {
        check(with(bad, Purpose::Care, Category::Utility), &rules(), &[name]);
    }
    check(with(&"a".repeat(512), Purpose::Care, Category::Utility), &rules(), &[]);
    let no_way_out = (WARNING, "no-way-out");
    check(with("x", Purpose::Marketing, Category::Utility), &rules(), &[(ERROR, "category"), no_way_out]);
    check(with("x", Purpose::Marketing, Category::Marketing), &rules(), &[no_way_out]);
    check(with("x", Purpose::Care, Category::Marketing), &rules(), &[(WARNING, "category")]);
    check(with("x", Purpose::Survey, Category::Marketing), &rules(), &[]);
    check(with("x", Purpose::Care, Category::Authentication), &rules(), &[(ERROR, "category")]);
}

#[test]
fn variables() {
    check(sms("Hola {{who}}, {{who}}"), &rules(), &[(ERROR, "unknown-variable")]);
    let marketing = |source: &str| Template {
        purpose: Purpose::Marketing,
        ..sms(&format!("{source}. BAJA para no recibir más avisos"))
    };
    check(marketing("Hola {{patient_given_name}}"), &rules(), &[]);
    check(marketing("Oferta de {{service}}"), &rules(), &[(ERROR, "clinical-in-marketing")]);
    check(marketing("Su {{result}}"), &rules(), &[(ERROR, "clinical-in-marketing")]);
    let us = Rules { country: "US", ..rules() };
    check(sms("Your {{service}} visit"), &rules(), &[]);
    check(sms("Your {{service}} visit"), &us, &[(WARNING, "sensitive-variable")]);
    let email = EmailForm { subject: text("Tu {{service}}"), body: text("Hola {{whom}}") };
    let template = Template { purpose: Purpose::Care, whatsapp: None, sms: None, email: Some(email) };
    check(template, &us, &[(WARNING, "sensitive-variable"), (ERROR, "unknown-variable")]);
    check(
        Template { purpose: Purpose::Care, whatsapp: None, sms: None, email: None },
        &rules(),
        &[(ERROR, "no-form")],
    );
}

#[test]
fn marketing_says_how_to_stop_it() {
    let marketing = |source: &str| Template { purpose: Purpose::Marketing, ..sms(source) };
    for said in [
        "Estrenamos centro. Para no recibir más mensajes, responda BAJA.",
        "We have a new centre. Reply STOP to get no more messages.",
        "Abrimos um novo centro. Responda SAIR para não receber mais mensagens",
    ] {
        check(marketing(said), &rules(), &[]);
    }
    for unsaid in ["Estrenamos centro.", "Estrenamos centro: todo en baja.", "The offers end today."] {
        check(marketing(unsaid), &rules(), &[(WARNING, "no-way-out")]);
    }
    check(sms("Estrenamos centro."), &rules(), &[]);
}

fn check_invites(source: &str, word: Option<&str>) {
    let found = findings(sms(source), &rules());
    let got: Vec<&Finding> = found.iter().filter(|it| it.code == "reserved-word").collect();
    match word {
        Some(word) => {
            assert!(got.len() == 1 && got[0].message.contains(&format!("'{word}'")), "{source}: {got:?}");
        }
        None => assert!(got.is_empty(), "{source}: {got:?}"),
    }
}

#[test]
fn reserved_words() {
    for (source, word) in [
        ("Reply CANCEL to cancel your visit.", "CANCEL"),
        ("Reply 1 to confirm, CANCEL to cancel.", "CANCEL"),
        ("Reply with \"cancel\" if you cannot come.", "CANCEL"),
        ("Text 1 or CANCEL.", "CANCEL"),
        ("Reply CANCEL to stop messages.", "CANCEL"),
        ("Reply STOP to cancel your visit.", "STOP"),
        ("Text END to finish.", "END"),
        ("Responda CANCELAR para anular su cita", "CANCELAR"),
        ("Responde SI para confirmar o CANCELAR para anular", "CANCELAR"),
        ("Responda con la palabra cancelar", "CANCELAR"),
        ("Responda BAJA para anular su cita. Gracias por sus mensajes", "BAJA"),
        ("Envíe ALTO si no puede venir", "ALTO"),
        ("Responda SAIR para cancelar a consulta", "SAIR"),
    ] {
        check_invites(source, Some(word));
    }
    for source in [
        "Reply 1 to confirm, 2 to change. STOP to opt out.",
        "Reply STOP to unsubscribe.",
        "To get no more messages reply STOP.",
        "Reply STOP to stop messages, HELP for help.",
        "BAJA/STOP para no recibir más",
        "Responda 1 para confirmar. BAJA para no recibir más mensajes.",
        "No más mensajes: responda BAJA.",
        "Responda 1 para confirmar o 2 para cancelar.",
        "Responda 1 para cancelar.",
        "Llame para cancelar. El final de la calle es sin salida, siga hasta el alto",
        "Responda SAIR para não receber mensagens",
        "Please come at the end of the day",
    ] {
        check_invites(source, None);
    }
}

#[test]
fn costs() {
    let told = |source: &str, rules: &Rules<'_>| {
        let found = findings(sms(source), rules);
        found.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let unpriced = Rules { sms_segment_price: None, ..rules() };
    let keep = Rules { keep_accents: true, ..rules() };
    let long = format!("Hola {{{{patient_given_name}}}}, {}", "x".repeat(70));
    assert_eq!(
        told(&long, &rules()),
        ["info[sms-cost] reminder (es), sms: 1 segment with typical values (GSM-7, 87 units), 0.0525 EUR"]
    );
    assert_eq!(
        told("Hola", &unpriced),
        ["info[sms-cost] reminder (es), sms: 1 segment with typical values (GSM-7, 4 units)"]
    );
    assert_eq!(
        told(&long, &keep),
        [
            "warning[sms-accents] reminder (es), sms: accents take it from 1 to 2 segments",
            "info[sms-cost] reminder (es), sms: 2 segments with typical values (UCS-2, 87 units), 0.105 EUR"
        ]
    );
    check(sms(&"a".repeat(307)), &rules(), &[(WARNING, "sms-segments")]);
    check(sms(&"a".repeat(306)), &rules(), &[]);
    check(sms(&"a".repeat(1601)), &rules(), &[(ERROR, "sms-length"), (WARNING, "sms-segments")]);
}

#[test]
fn missing_languages() {
    let mut set = TemplateSet::default();
    set.insert("reminder", Language::Es, sms("Hola"));
    set.insert("reminder", Language::En, whatsapp("Hello.", &[]));
    set.insert("survey", Language::Es, sms("Hola"));
    let rules = Rules { languages: &[Language::Es, Language::En], sms_segment_price: None, ..rules() };
    let errors: Vec<String> =
        lint(&set, &rules).iter().filter(|it| it.severity == ERROR).map(ToString::to_string).collect();
    assert_eq!(
        errors,
        [
            "error[missing-language] reminder (es), whatsapp: there is no WhatsApp form in this language, as there \
             is in another",
            "error[missing-language] reminder (en), sms: there is no SMS form in this language, as there is in another",
            "error[missing-language] survey (en): there is no template in this language",
        ]
    );
}
