//! What is said at a shared number, and whose hour and which place a text names.

#![expect(clippy::unwrap_used, reason = "tests")]

use super::{Content, Matter, hour, on_page, render};
use crate::case::Answer;
use crate::civil::Zone;
use crate::clinic::{Clinic, HouseholdNames};
use crate::delivery::Channel;
use crate::event::{AppointmentChange, Modality};
use crate::language::Language;
use crate::message::{Form, Tapped};
use crate::patient::Patient;
use crate::phi::Phi;
use crate::template::{EmailForm, Text};
use crate::testing::{BOOKED_ON, STARTS, Visit, clinic, local, patient, said};

/// Found by the museum: 64 texts to a family's phone on days with two visits named nobody.
#[test]
fn row_14_a_text_to_a_shared_number_says_whose_it_is() {
    let mut visit = Visit::booked("a1", STARTS, BOOKED_ON);
    let spec = said(&visit.wakes_until("2026-11-24 10:30")).remove(0);
    let mut ana = patient();
    ana.given_name = Some(Phi::new("Ana Lía".to_owned()));
    let mut clinic = clinic();
    clinic.policy.keep_accents = true;
    let text = |clinic: &_, spec: &_, is_shared: bool| {
        let cases = [visit.case()];
        let matter = Matter { cases: &cases, is_shared, ..Matter::default() };
        let rendered = render(clinic, spec, Channel::Sms, Some(&ana), &matter).unwrap();
        let Content::Sms { body } = rendered.content else { unreachable!("it is a text") };
        body.into_exposed()
    };
    // This clinic's own words name her.
    let words = text(&clinic, &spec, false);
    assert!(words.starts_with("Ana Lía, "));
    assert_eq!(text(&clinic, &spec, true), words);
    let mut template = clinic.template(&spec.template, Language::Es).unwrap().clone();
    template.sms = Some(Text::parse("{{clinic_name}}: {{appointment_time}}").unwrap());
    clinic.templates.insert(&spec.template, Language::Es, template);
    assert_eq!(text(&clinic, &spec, false), "Clínica Sol: 10:30");
    assert_eq!(text(&clinic, &spec, true), "Ana Lía: Clínica Sol: 10:30");
    clinic.policy.household_names = HouseholdNames::Initials;
    assert_eq!(text(&clinic, &spec, true), "A.L: Clínica Sol: 10:30");
    // An answer goes to whoever asked.
    let mut reply = spec;
    reply.form = Form::Reply;
    assert_eq!(text(&clinic, &reply, true), "Clínica Sol: 10:30");
    // That a visit was confirmed is said by several of them.
    reply.acknowledges = true;
    assert_eq!(text(&clinic, &reply, true), "A.L: Clínica Sol: 10:30");
}

#[test]
fn row_14_on_whatsapp_too_that_a_visit_was_confirmed_says_whose_it_is() {
    let mut visit = Visit::booked("a1", STARTS, BOOKED_ON);
    let mut spec = said(&visit.wakes_until("2026-11-24 10:30")).remove(0);
    (spec.form, spec.acknowledges) = (Form::Reply, true);
    let mut clinic = clinic();
    let mut template = clinic.template(&spec.template, Language::Es).unwrap().clone();
    let form = template.whatsapp.as_mut().unwrap();
    form.body = Text::parse("Confirmado: {{appointment_time}}").unwrap();
    clinic.templates.insert(&spec.template, Language::Es, template);
    let cases = [visit.case()];
    let body = |is_shared| {
        let matter = Matter { cases: &cases, is_shared, ..Matter::default() };
        let rendered = render(&clinic, &spec, Channel::Whatsapp, Some(&patient()), &matter).unwrap();
        let Content::Reply { body, .. } = rendered.content else { unreachable!("it is free text") };
        body.into_exposed()
    };
    assert_eq!([body(false), body(true)], ["Confirmado: 10:30", "Ana: Confirmado: 10:30"]);
}

/// What a reminder says where the patient is not the only one.
fn shared(clinic: &Clinic, channel: Channel, patient: &Patient) -> Content {
    let mut visit = Visit::booked("a1", STARTS, BOOKED_ON);
    let spec = said(&visit.wakes_until("2026-11-24 10:30")).remove(0);
    let cases = [visit.case()];
    let matter = Matter { cases: &cases, is_shared: true, ..Matter::default() };
    render(clinic, &spec, channel, Some(patient), &matter).unwrap().content
}

#[test]
fn row_14_who_is_called_as_the_clinic_is_and_who_reads_mail_is_named_too() {
    let mut clinic = clinic();
    clinic.policy.keep_accents = true;
    let mut template = clinic.template("reminder", Language::Es).unwrap().clone();
    let plain = Text::parse("{{clinic_name}}: {{appointment_time}}").unwrap();
    template.sms = Some(plain.clone());
    template.email = Some(EmailForm { subject: plain.clone(), body: plain });
    clinic.templates.insert("reminder", Language::Es, template);
    let mut sol = patient();
    sol.given_name = Some(Phi::new("Sol".to_owned()));
    let Content::Sms { body } = shared(&clinic, Channel::Sms, &sol) else { unreachable!("it is a text") };
    assert_eq!(body.expose(), "Sol: Clínica Sol: 10:30");
    let Content::Email { subject, body } = shared(&clinic, Channel::Email, &sol) else {
        unreachable!("it is an e-mail")
    };
    assert_eq!(
        (subject.expose().as_str(), body.expose().as_str()),
        ("Sol: Clínica Sol: 10:30", "Clínica Sol: 10:30")
    );
}

/// Two e-mails of one subject are one line in a list of mail, whomever their bodies greet.
#[test]
fn row_14_a_mail_that_greets_by_name_says_it_in_its_subject_too() {
    let mut clinic = clinic();
    clinic.policy.household_names = HouseholdNames::Initials;
    let mut template = clinic.template("reminder", Language::Es).unwrap().clone();
    template.email = Some(EmailForm {
        subject: Text::parse("Su cita").unwrap(),
        body: Text::parse("Hola, {{patient_given_name}}:").unwrap(),
    });
    clinic.templates.insert("reminder", Language::Es, template);
    let mut ana = patient();
    ana.given_name = Some(Phi::new("Ana Lía".to_owned()));
    let Content::Email { subject, body } = shared(&clinic, Channel::Email, &ana) else {
        unreachable!("it is an e-mail")
    };
    assert_eq!((subject.expose().as_str(), body.expose().as_str()), ("A.L: Su cita", "Hola, A.L:"));
}

#[test]
fn row_14_by_initials_where_the_clinic_wants_it_in_a_templates_own_words_too() {
    let mut clinic = clinic();
    let mut ana = patient();
    ana.given_name = Some(Phi::new("Ana Lía".to_owned()));
    for (policy, name) in [(HouseholdNames::GivenName, "Ana Lía"), (HouseholdNames::Initials, "A.L")] {
        clinic.policy.household_names = policy;
        let Content::Template { parameters, .. } = shared(&clinic, Channel::Whatsapp, &ana) else {
            unreachable!("it is a template")
        };
        assert_eq!(
            (parameters[0].0.as_str(), parameters[0].1.expose().as_str()),
            ("patient_given_name", name)
        );
    }
}

#[test]
fn row_14_initials_end_no_sentence() {
    let mut clinic = clinic();
    clinic.policy.household_names = HouseholdNames::Initials;
    let mut template = clinic.template("reminder", Language::Es).unwrap().clone();
    template.sms = Some(Text::parse("Hola, {{patient_given_name}}. Le esperamos.").unwrap());
    clinic.templates.insert("reminder", Language::Es, template);
    let Content::Sms { body } = shared(&clinic, Channel::Sms, &patient()) else {
        unreachable!("it is a text")
    };
    assert_eq!(body.expose(), "Hola, A. Le esperamos.");
}

/// What a text message with those words says of a visit that was just booked.
fn text(words: &str, modality: Modality, site: Option<&str>, patient: &Patient) -> String {
    let mut visit = Visit::unknown("a1", STARTS);
    visit.facts.modality = Some(modality);
    visit.facts.site = site.map(str::to_owned);
    let spec = said(&visit.told(AppointmentChange::Booked, BOOKED_ON)).remove(0);
    let mut clinic = clinic();
    clinic.policy.keep_accents = true;
    let mut template = clinic.template(&spec.template, Language::Es).unwrap().clone();
    template.sms = Some(Text::parse(words).unwrap());
    clinic.templates.insert(&spec.template, Language::Es, template);
    let cases = [visit.case()];
    let matter = Matter { cases: &cases, ..Matter::default() };
    let rendered = render(&clinic, &spec, Channel::Sms, Some(patient), &matter).unwrap();
    let Content::Sms { body } = rendered.content else { unreachable!("it is a text") };
    body.into_exposed()
}

#[test]
fn row_29_who_has_no_name_is_greeted_as_a_patient() {
    let mut nobody = patient();
    nobody.given_name = None;
    let greeted = |who: &Patient| text("Hola, {{patient_given_name}}", Modality::OnSite, None, who);
    assert_eq!(greeted(&nobody), "Hola, paciente");
    nobody.family_name = Some(Phi::new("Pérez".to_owned()));
    assert_eq!(greeted(&nobody), "Hola, Pérez");
}

/// In the United States nobody reads 17:00.
#[test]
fn an_hour_is_written_as_the_country_writes_it() {
    let at = |hour, minute| jiff::civil::time(hour, minute, 0, 0);
    for (time, country, language, written) in [
        (at(17, 0), "US", Language::En, "5:00 PM"),
        (at(0, 5), "US", Language::En, "12:05 AM"),
        (at(12, 30), "US", Language::Es, "12:30 pm"),
        (at(9, 30), "US", Language::Es, "9:30 am"),
        (at(9, 30), "US", Language::Pt, "09:30"),
        (at(17, 0), "GB", Language::En, "17:00"),
        (at(17, 0), "AR", Language::Es, "17:00"),
    ] {
        assert_eq!(crate::words::hour(time, country, language), written, "{country} {language:?}");
    }
}

/// Nor 26 November.
#[test]
fn a_date_is_written_as_the_country_writes_it() {
    let day = jiff::civil::date(2028, 2, 29);
    for (country, language, written) in [
        ("US", Language::En, "Tuesday, February 29"),
        ("GB", Language::En, "Tuesday 29 February"),
        ("US", Language::Es, "martes 29 de febrero"),
        ("BR", Language::Pt, "terça-feira, 29 de fevereiro"),
    ] {
        assert_eq!(crate::words::date(day, country, language), written, "{country} {language:?}");
    }
    let first = jiff::civil::date(2028, 3, 1);
    assert_eq!(crate::words::date(first, "BR", Language::Pt), "quarta-feira, 1º de março");
    assert_eq!(crate::words::date(first, "AR", Language::Es), "miércoles 1 de marzo");
}

#[test]
fn a_delay_is_said_as_people_say_it() {
    for (minutes, said) in [
        (None, ["un rato", "a while", "algum tempo"]),
        (Some(1), ["1 minuto", "1 minute", "1 minuto"]),
        (Some(90), ["unos 90 minutos", "about 90 minutes", "cerca de 90 minutos"]),
        (Some(120), ["unas 2 horas", "about 2 hours", "cerca de 2 horas"]),
        (Some(181), ["unas 3 horas y 1 minuto", "about 3 hours and 1 minute", "cerca de 3 horas e 1 minuto"]),
        (Some(600), ["unas 10 horas", "about 10 hours", "cerca de 10 horas"]),
    ] {
        for (language, said) in [Language::Es, Language::En, Language::Pt].into_iter().zip(said) {
            assert_eq!(crate::words::delay(minutes, language), said);
        }
    }
}

/// Many systems keep names in capitals.
#[test]
fn a_name_in_capitals_is_not_shouted() {
    for (given, family, greeted) in [
        ("MARÍA DEL CARMEN", "GARCÍA LÓPEZ", "María del Carmen. María del Carmen García López"),
        ("JOHN E", "O'BRIEN III", "John E. John E O'Brien III"),
        ("JOÃO", "DA SILVA", "João. João da Silva"),
        ("JEAN-PIERRE", "O'NEILL", "Jean-Pierre. Jean-Pierre O'Neill"),
        ("JP", "de la Cruz", "JP. JP de la Cruz"),
        ("Mª JOSÉ", "ÑANCUPIL", "Mª José. Mª José Ñancupil"),
        ("MacKenzie", "McDonald", "MacKenzie. MacKenzie McDonald"),
        ("Ma.Elena", "Paz, J.R.", "Ma. Elena. Ma. Elena Paz, J. R."),
    ] {
        let mut kept = patient();
        kept.given_name = Some(Phi::new(given.to_owned()));
        kept.family_name = Some(Phi::new(family.to_owned()));
        let text = text("{{patient_given_name}}. {{patient_full_name}}", Modality::OnSite, None, &kept);
        assert_eq!(text, greeted);
    }
}

/// Whoever books in a stranger's name and number would have the clinic send them there.
#[test]
fn a_name_is_no_link() {
    for (given, said) in [
        ("Premio: https://evil.example/x", "Premio: https: //evil. example/x"),
        ("WWW.EVIL.COM", "Www. Evil. Com"),
        ("evil.com/x?y=1.2", "evil. com/x?y=1. 2"),
    ] {
        let mut kept = patient();
        kept.given_name = Some(Phi::new(given.to_owned()));
        assert_eq!(text("{{patient_given_name}}", Modality::OnSite, None, &kept), said);
    }
}

#[test]
fn the_place_of_a_visit_is_never_a_hole_nor_where_nobody_has_to_come() {
    for (modality, site, place) in [
        (Modality::OnSite, Some("Sede Norte"), "Clínica Sol, Sede Norte"),
        (Modality::OnSite, Some("Clínica Sol Norte"), "Clínica Sol Norte"),
        (Modality::OnSite, None, "Clínica Sol"),
        (Modality::Video, Some("Sede Norte"), "Clínica Sol, a distancia"),
        (Modality::Phone, None, "Clínica Sol, a distancia"),
    ] {
        assert_eq!(text("{{appointment_place}}", modality, site, &patient()), place);
    }
}

#[test]
fn row_06_who_is_called_where_clocks_differ_reads_whose_hour_it_is() {
    let text = |modality, zone: Option<&str>| {
        let mut ana = patient();
        ana.time_zone = zone.map(|it| Zone::new(it).unwrap());
        text("{{appointment_time}}, {{appointment_times}}", modality, None, &ana)
    };
    let named = "10:30 (hora de Buenos Aires), 10:30 (hora de Buenos Aires)";
    assert_eq!(text(Modality::Video, Some("Europe/Madrid")), named);
    assert_eq!(text(Modality::Phone, Some("Europe/Madrid")), named);
    // Who comes reads the clock where they come to; elsewhere clocks may show the same.
    assert_eq!(text(Modality::OnSite, Some("Europe/Madrid")), "10:30, 10:30");
    assert_eq!(text(Modality::Video, Some("America/Montevideo")), "10:30, 10:30");
    assert_eq!(text(Modality::Video, None), "10:30, 10:30");
    let madrid = Zone::new("Europe/Madrid").unwrap();
    let said = |language| hour::of(&local(STARTS), Modality::Video, &madrid, "AR", language);
    assert_eq!(said(Language::En), "10:30 (Buenos Aires time)");
    assert_eq!(said(Language::Pt), "10:30 (horário de Buenos Aires)");
}

/// What the page of a reminder by mail shows, where its mail says that.
fn shown_on_page(body: &str, is_shared: bool) -> String {
    let mut visit = Visit::booked("a1", STARTS, BOOKED_ON);
    let spec = said(&visit.wakes_until("2026-11-24 10:30")).remove(0);
    let mut clinic = clinic();
    let mut template = clinic.template("reminder", Language::Es).unwrap().clone();
    template.email =
        Some(EmailForm { subject: Text::parse("Su cita").unwrap(), body: Text::parse(body).unwrap() });
    clinic.templates.insert("reminder", Language::Es, template);
    let mut ana = patient();
    ana.given_name = Some(Phi::new("Ana".to_owned()));
    let cases = [visit.case()];
    let matter = Matter { cases: &cases, is_shared, ..Matter::default() };
    let page = on_page(&clinic, &spec, Channel::Email, Some(&ana), &matter).unwrap();
    let taps: Vec<Tapped> = page.answers.iter().map(|it| it.0).collect();
    assert_eq!(taps, Answer::REMINDER.map(Tapped::Answer));
    page.words.into_exposed()
}

#[test]
fn a_page_shows_what_its_mail_told_and_not_how_to_get_there() {
    let rows = [
        (
            "Hola:\n\nEs a las {{appointment_time}}. Le esperamos.\n\nConteste: {{answer_link}}\n\nAdiós",
            "Hola:\n\nEs a las 10:30. Le esperamos.\n\nAdiós",
        ),
        (
            "Es a las {{appointment_time}}. ¿Viene? Conteste aquí: {{answer_link}} Gracias",
            "Es a las 10:30. ¿Viene?",
        ),
        ("A las {{appointment_time}}. Su código: {{patient_code}}. {{answer_link}}", "A las 10:30."),
        ("Conteste a las {{appointment_time}} en {{answer_link}}", "Conteste a las 10:30 en"),
    ];
    for (body, words) in rows {
        assert_eq!(shown_on_page(body, false), words, "{body}");
    }
}

#[test]
fn a_page_says_whose_it_is_where_several_read_the_mail() {
    assert_eq!(shown_on_page("A las {{appointment_time}}. {{answer_link}}", true), "Ana: A las 10:30.");
    assert_eq!(shown_on_page("Ana o {{patient_given_name}}. {{answer_link}}", true), "Ana o Ana.");
}
