//! A form inside WhatsApp: sent, filled in on the phone, and what becomes of it where it cannot be sent.

use domain::clinic::Clinic;
use domain::survey::Flow;

use super::*;
use crate::incidents::arm;

/// The example clinic with a form of its own at Meta, which a button of that template opens.
pub(crate) fn with_form(name: &str, in_chat: bool) -> Clinic {
    let mut clinic = local::clinic_files::example();
    clinic.surveys[0].flow = Some(Flow {
        id: "1197715005513101".to_owned(),
        screen: "VISIT".to_owned(),
        template: in_chat.then(|| name.to_owned()),
    });
    let from = if in_chat { "survey_comment" } else { name };
    for language in clinic.languages.clone() {
        let mut template = clinic.template(from, language).unwrap().clone();
        let form = template.whatsapp.as_mut().unwrap();
        form.buttons.clear();
        form.flow = Some("Responder".to_owned());
        clinic.templates.insert(name, language, template);
    }
    clinic
}

#[test]
fn a_form_in_the_question_is_filled_in_and_counts_once() {
    let bundle = Bundle::of(vec![with_form("visit_survey", false)], tests::START, None);
    visited(&bundle, "a1", "p1", ANA);
    let question = question(&bundle, ANA);
    assert_eq!(question["buttons"], json!([{ "index": 0, "title": "Responder", "opens_form": true }]));
    let answers_to = json!({ "score": "2", "waiting": "1", "comment": "Una demora terrible" });
    bundle.fill(ANA, &question, &answers_to);
    // A form that is sent again is another message of WhatsApp's with the same token.
    bundle.fill(ANA, &question, &json!({ "score": "5" }));
    let [survey] = answers(&bundle).try_into().unwrap();
    assert_eq!(
        (&survey["score"], &survey["by"], &survey["further"]),
        (&json!(2), &json!("flow"), &json!({ "waiting": 1 }))
    );
    assert_eq!(tickets(&bundle)[0]["topic"], "waiting");
    bundle.advance_hours(24 * 4);
    assert_eq!(with(&bundle, ANA, "fue su visita").len(), 1, "who answered is not reminded");
    assert_eq!((total(&bundle)["answered"].clone(), bundle.dead_letters()), (json!(1), 0));
}

#[test]
fn a_form_after_the_score_is_one_message_and_has_no_score_of_its_own() {
    let mut clinic = with_form("survey_form", true);
    clinic.surveys[0].further_in_chat = true;
    let bundle = Bundle::of(vec![clinic], tests::START, None);
    visited(&bundle, "a1", "p1", ANA);
    let question = question(&bundle, ANA);
    let asked = question["id"].clone();
    bundle.tap(ANA, &question, 1);
    bundle.advance_minutes(1);
    let form = with(&bundle, ANA, "¿Qué pasó?").remove(0);
    assert_eq!(form["buttons"][0]["opens_form"], true, "{form:#}");
    bundle.fill(ANA, &form, &json!({ "waiting": "2", "explained": 4, "comment": "Bien el médico" }));
    bundle.advance_minutes(1);
    let [survey] = answers(&bundle).try_into().unwrap();
    assert_eq!((&survey["score"], &survey["further"]), (&json!(2), &json!({ "explained": 4, "waiting": 2 })));
    assert_eq!(survey["comments"][0]["words"], "Bien el médico");
    // After the question the form, and nothing more.
    let inbox = bundle.inbox(ANA);
    let after = inbox.iter().rev().take_while(|it| it["id"] != asked);
    assert_eq!(after.count(), 1, "{inbox:#?}");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn a_form_that_meta_blocks_is_asked_by_text_message() {
    let bundle = Bundle::of(vec![with_form("visit_survey", false)], tests::START, None);
    told(&bundle, "appointment.booked", "a1", "p1", ANA, FRIDAY);
    bundle.advance_to(OVER);
    told(&bundle, "appointment.completed", "a1", "p1", ANA, FRIDAY);
    bundle.advance_hours(3);
    let blocked = json!({ "kind": "refuse", "code": 132_068 });
    arm(&bundle, &json!({ "provider": "whatsapp", "times": 1, "effect": blocked }));
    bundle.advance_to(ASKED);
    assert_eq!(question(&bundle, ANA)["channel"], "sms");
    bundle.type_text(ANA, "4", "sms");
    assert_eq!(answers(&bundle)[0]["score"], 4);
}
