use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::{Category, MissingVariable, Template, TemplateErrorKind, TemplateSet, Text, WhatsappForm};
use crate::delivery::Purpose;
use crate::language::Language;
use crate::phi::Phi;

fn check_error(source: &str, at: (usize, usize, usize), kind: &TemplateErrorKind) {
    let error = Text::parse(source).unwrap_err();
    assert_eq!((error.offset, error.line, error.column), at, "{source:?}: {error}");
    assert_eq!(error.kind, *kind, "{source:?}");
}

#[test]
fn errors_say_where() {
    let name = |it: &str| TemplateErrorKind::Name(it.to_owned());
    check_error("", (0, 1, 1), &TemplateErrorKind::Empty);
    check_error(" \n\u{200B}", (0, 1, 1), &TemplateErrorKind::Empty);
    check_error("Hola {{name", (5, 1, 6), &TemplateErrorKind::NotClosed);
    check_error("Año {{a\n{{b}}", (5, 1, 5), &TemplateErrorKind::NotClosed);
    check_error("Hola\ny }} adiós", (7, 2, 3), &TemplateErrorKind::NotOpened);
    check_error("{{a}} }}", (6, 1, 7), &TemplateErrorKind::NotOpened);
    check_error("{{}}", (0, 1, 1), &name(""));
    check_error("¡Hola {{1}}!", (7, 1, 7), &name("1"));
    check_error("{{Name}}", (0, 1, 1), &name("Name"));
    check_error("{{a.b}}", (0, 1, 1), &name("a.b"));
    check_error("{{#if x}}", (0, 1, 1), &name("#if x"));
    check_error("{{a b}}", (0, 1, 1), &name("a b"));
    check_error(&format!("{{{{{}}}}}", "a".repeat(65)), (0, 1, 1), &name(&"a".repeat(65)));
    let message = Text::parse("a\n{{").unwrap_err().to_string();
    assert_eq!(message, "line 2, column 1: '{{' is not closed");
}

fn values() -> BTreeMap<&'static str, Phi<String>> {
    [
        ("patient_given_name", "María"),
        ("clinic_name", "  Centro\n\tSur    Norte  y  Este\r\n"),
        ("tricky", "{{clinic_name}}"),
        ("empty", ""),
        ("blank", " \u{A0}\t\u{200B}"),
    ]
    .into_iter()
    .map(|(name, value)| (name, Phi::new(value.to_owned())))
    .collect()
}

fn check_render(source: &str, want: Result<&str, &str>) {
    let values = values();
    let got = Text::parse(source).unwrap().render(|name| values.get(name));
    let want = want.map(|it| Phi::new(it.to_owned())).map_err(|it| MissingVariable { name: it.to_owned() });
    assert_eq!(got, want, "{source:?}: {:?}", got.as_ref().map(Phi::expose));
}

#[test]
fn rendering() {
    check_render("Hola {{patient_given_name}}, te esperamos.", Ok("Hola María, te esperamos."));
    check_render("Hola {{ patient_given_name }}.", Ok("Hola María."));
    check_render("{{patient_given_name}}{{patient_given_name}}", Ok("MaríaMaría"));
    check_render("{ } } { {a}", Ok("{ } } { {a}"));
    check_render("En {{clinic_name}}:\n1", Ok("En Centro Sur Norte  y  Este:\n1"));
    check_render("{{tricky}}", Ok("{{clinic_name}}"));
    check_render("Llame al {{clinic_phone}}", Err("clinic_phone"));
    check_render("{{empty}}", Err("empty"));
    check_render("{{patient_given_name}} {{blank}}", Err("blank"));
}

#[test]
fn errors_and_debug_hold_nothing_personal() {
    let values = values();
    let rendered = Text::parse("{{patient_given_name}}").unwrap().render(|name| values.get(name));
    assert!(!format!("{rendered:?}").contains("María"));
}

#[test]
fn parameters_come_once_and_in_order() {
    let values = values();
    let text = Text::parse("a {{clinic_name}} b {{patient_given_name}} c {{clinic_name}} d").unwrap();
    let got = text.parameters(|name| values.get(name).cloned()).unwrap();
    let got: Vec<(&str, &str)> =
        got.iter().map(|(name, value)| (name.as_str(), value.expose().as_str())).collect();
    assert_eq!(got, [("clinic_name", "Centro Sur Norte  y  Este"), ("patient_given_name", "María")]);
    assert_eq!(text.variables().collect::<Vec<_>>(), ["clinic_name", "patient_given_name", "clinic_name"]);
    assert!(text.parameters(|_| None::<Phi<String>>).is_err());
}

#[test]
fn as_json() {
    let json = r#"{"purpose":"care","whatsapp":{"name":"cita_48h","category":"utility","body":"Hola {{patient_given_name}}, hasta pronto.","buttons":["Confirmar"]},"sms":"Hola {{patient_given_name}}","email":{"subject":"Tu cita","body":"Hola"}}"#;
    let template: Template = serde_json::from_str(json).unwrap();
    assert_eq!(template.whatsapp.as_ref().unwrap().category, Category::Utility);
    assert_eq!(serde_json::to_string(&template).unwrap(), json);
    let broken = json.replace("{{patient_given_name}}\"", "{{patient_given_name\"");
    let error = serde_json::from_str::<Template>(&broken).unwrap_err().to_string();
    assert!(error.contains("is not closed"), "{error}");
    assert!(serde_json::from_str::<Template>(r#"{"purpose":"care","text":"x"}"#).is_err());
}

#[test]
fn a_set_by_name_and_language() {
    let template = |body: &str| Template {
        purpose: Purpose::Care,
        whatsapp: Some(WhatsappForm {
            name: "x".into(),
            category: Category::Utility,
            body: Text::parse(body).unwrap(),
            buttons: Vec::new(),
            flow: None,
        }),
        sms: None,
        email: None,
    };
    let mut set = TemplateSet::default();
    assert!(set.insert("b", Language::Es, template("b es")).is_none());
    assert!(set.insert("a", Language::Pt, template("a pt")).is_none());
    assert!(set.insert("a", Language::Es, template("a es")).is_none());
    assert_eq!(set.insert("a", Language::Es, template("a es 2")), Some(template("a es")));
    assert_eq!(set.get("a", Language::Es), Some(&template("a es 2")));
    assert_eq!(set.get("a", Language::En), None);
    assert_eq!(set.names().collect::<Vec<_>>(), ["a", "b"]);
    let order: Vec<_> = set.iter().map(|(name, language, _)| (name, language)).collect();
    assert_eq!(order, [("a", Language::Es), ("a", Language::Pt), ("b", Language::Es)]);
}

proptest! {
    #[test]
    fn parsing_never_panics_and_keeps_the_source(source in "(?s)([a-zñ \n]|\\{|\\}|\\{\\{a\\}\\}|.){0,40}") {
        match Text::parse(&source) {
            Ok(text) => {
                prop_assert_eq!(text.source(), &source);
                let back: Text = serde_json::from_str(&serde_json::to_string(&text).unwrap()).unwrap();
                prop_assert_eq!(back, text);
            }
            Err(error) => prop_assert!(source.is_char_boundary(error.offset) && error.line >= 1 && error.column >= 1),
        }
    }

    #[test]
    fn no_value_breaks_a_parameter(value in "(?s)[ \t\n\r\u{A0}a-z\u{200B}\u{85}]{0,40}|(?s).{0,20}") {
        let text = Text::parse("Hola {{a}}.").unwrap();
        if let Ok(parameters) = text.parameters(|_| Some(Phi::new(value.clone()))) {
            let tidied = parameters[0].1.expose();
            prop_assert!(!tidied.is_empty() && !tidied.contains(['\n', '\t', '\r']) && !tidied.contains("    "));
            prop_assert_eq!(tidied.trim(), tidied);
        }
    }
}
