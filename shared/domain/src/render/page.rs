//! What the page behind a message's link shows: what the message told, and its answers.
//!
//! Guarantees: no more than the message told on that channel, in the clinic's own words; neither the link itself nor
//! the code by which a patient is known.

use super::{Matter, for_one_of, taps, values, written};
use crate::clinic::Clinic;
use crate::delivery::Channel;
use crate::language::Language;
use crate::message::{About, MessageSpec, Tapped};
use crate::patient::Patient;
use crate::phi::Phi;
use crate::thread::Choice;
use crate::words;

/// Stands for what no page shows: no text of a clinic has it.
const CUT: &str = "\u{fffc}";
/// The buttons of a message about a visit, where no WhatsApp template gives them titles.
const BUTTONS: usize = 3;

/// What the page behind a message's link shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnPage {
    /// What the message told.
    pub words: Phi<String>,
    /// Its answers, in order, with what stands on their buttons.
    pub answers: Vec<(Tapped, Phi<String>)>,
    /// In which language.
    pub language: Language,
}

/// What the page behind a message's link shows; `None` where the clinic has no words for it on that channel any more.
#[must_use]
pub fn on_page(
    clinic: &Clinic,
    spec: &MessageSpec,
    channel: Channel,
    patient: Option<&Patient>,
    matter: &Matter<'_>,
) -> Option<OnPage> {
    let name = spec.template_of(matter.cases);
    let (template, language) = written(clinic, name, matter.read_by(patient, clinic))?;
    let text = match channel {
        Channel::Whatsapp => None,
        Channel::Sms => template.sms.as_ref(),
        Channel::Email => template.email.as_ref().map(|it| &it.body),
    }?;
    let cut = Phi::new(CUT.to_owned());
    let matter = Matter { answer_link: Some(CUT), patient_code: Some(&cut), ..*matter };
    let values = values::of(clinic, patient, &matter, language);
    let said = text.render(|name| values.get(name)).ok()?;
    let words = Phi::new(without_cut(said.expose()));
    let words = if matter.is_shared { for_one_of(clinic, spec, patient, text, words) } else { words };
    let answers = match matter.spoken {
        Some(spoken) => (1..).map(Tapped::Choice).zip(spoken.choices.iter().map(title_of)).collect(),
        None => buttons(spec, template.whatsapp.as_ref().map_or(&[][..], |it| &it.buttons), language),
    };
    Some(OnPage { words, answers, language })
}

fn title_of(choice: &Choice) -> Phi<String> {
    match &choice.detail {
        Some(detail) => Phi::new(format!("{}: {}", choice.title.expose(), detail.expose())),
        None => choice.title.clone(),
    }
}

/// The buttons of the message, or those that every message about a visit has.
fn buttons(spec: &MessageSpec, titles: &[String], language: Language) -> Vec<(Tapped, Phi<String>)> {
    if !titles.is_empty() || spec.about != About::Visit {
        return taps(spec, titles.len()).into_iter().zip(titles.iter().cloned().map(Phi::new)).collect();
    }
    let own = |tapped| match tapped {
        Tapped::Answer(answer) => Some((tapped, Phi::new(words::answer(answer, language).to_owned()))),
        Tapped::Choice(_) => None,
    };
    taps(spec, BUTTONS).into_iter().filter_map(own).collect()
}

/// Without the sentences that lead to what no page shows; where nothing else is said, without that alone.
fn without_cut(text: &str) -> String {
    let kept = |line: &str| -> Option<String> {
        let sentences = sentences(line).into_iter().filter(|it| !it.contains(CUT));
        let kept: String = sentences.collect();
        (kept == line || !kept.trim().is_empty()).then(|| kept.trim_end().to_owned())
    };
    let mut lines: Vec<String> = text.trim().lines().filter_map(kept).collect();
    lines.dedup_by(|next, before| next.is_empty() && before.is_empty());
    let words = lines.join("\n").trim().to_owned();
    if words.is_empty() { text.replace(CUT, "").trim().to_owned() } else { words }
}

/// A line's sentences, each with the space after it.
fn sentences(line: &str) -> Vec<&str> {
    let (mut sentences, mut rest) = (Vec::new(), line);
    while let Some(end) = rest.as_bytes().windows(2).position(|it| matches!(it, [b'.' | b'!' | b'?', b' '])) {
        let (sentence, more) = rest.split_at(end + 2);
        sentences.push(sentence);
        rest = more;
    }
    sentences.push(rest);
    sentences
}
