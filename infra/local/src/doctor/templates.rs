//! A clinic's templates as Meta approved them, against what the clinic's files say and Pulso sends.

use std::collections::BTreeSet;

use channels::whatsapp::language::at_meta;
use domain::clinic::Clinic;
use domain::template::WhatsappForm;
use serde::Deserialize;

use crate::standin::category_name;

/// A template as Meta lists it.
#[derive(Deserialize)]
pub(super) struct Registered {
    name: String,
    language: String,
    status: String,
    category: String,
    #[serde(default)]
    components: Vec<Component>,
}

/// A part of a template. Meta has more kinds than Pulso uses.
#[derive(Deserialize)]
struct Component {
    #[serde(rename = "type")]
    kind: String,
    format: Option<String>,
    text: Option<String>,
    buttons: Option<Vec<Button>>,
}

#[derive(Deserialize)]
struct Button {
    #[serde(rename = "type")]
    kind: String,
    text: Option<String>,
}

impl Component {
    fn words(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }

    /// It says the same to everybody: a message without values for it is taken.
    fn is_fixed(&self) -> bool {
        match self.kind.as_str() {
            "FOOTER" => true,
            "HEADER" => self.format.as_deref() == Some("TEXT") && variables(self.words()).is_empty(),
            _ => false,
        }
    }
}

/// What differs.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Differences {
    /// Meta refuses what Pulso sends, or a button does something else than it says.
    pub(super) breaking: Vec<String>,
    /// The message goes out, and the patient reads something else than the file says.
    pub(super) wording: Vec<String>,
}

/// How many templates of the clinic Meta has to approve, and what differs.
pub(super) fn compare(clinic: &Clinic, registered: &[Registered]) -> (usize, Differences) {
    let (mut compared, mut all) = (0, Differences::default());
    for (name, language, template) in clinic.templates.iter() {
        // Replies are free text in an open conversation: Meta approves none.
        let Some(form) = template.whatsapp.as_ref().filter(|_| !name.starts_with("reply_")) else {
            continue;
        };
        compared += 1;
        let language = at_meta(language.as_str());
        let same = |it: &&Registered| it.name == form.name && it.language == language;
        let found = registered.iter().find(same).map_or_else(
            || Differences { breaking: vec!["is not there".to_owned()], ..Differences::default() },
            |it| differences(form, it),
        );
        let placed = |it: String| format!("{}/{language} {it}", form.name);
        all.breaking.extend(found.breaking.into_iter().map(placed));
        all.wording.extend(found.wording.into_iter().map(placed));
    }
    (compared, all)
}

fn differences(form: &WhatsappForm, registered: &Registered) -> Differences {
    let mut found = Differences::default();
    if !registered.status.eq_ignore_ascii_case("APPROVED") {
        found.breaking.push(format!("is {}", registered.status));
    }
    if !registered.category.eq_ignore_ascii_case(category_name(form.category)) {
        found.breaking.push(format!("is in category {}", registered.category));
    }
    let (mut body, mut buttons): (&str, Vec<String>) = ("", Vec::new());
    for component in &registered.components {
        match component.kind.as_str() {
            "BODY" => body = component.words(),
            "BUTTONS" => {
                let given = component.buttons.iter().flatten();
                buttons.extend(given.map(|it| button(&it.kind, it.text.as_deref().unwrap_or_default())));
            }
            kind if component.is_fixed() => found.wording.push(format!("has a {kind} as well")),
            kind => found.breaking.push(format!("has a {kind}, for which nothing is sent")),
        }
    }
    compare_bodies(form.body.source(), body, &mut found);
    let replies = form.buttons.iter().map(|it| button("QUICK_REPLY", it));
    let expected: Vec<String> = replies.chain(form.flow.iter().map(|it| button("FLOW", it))).collect();
    // By their titles, too: what a tap does goes by the button's place, whatever stands on it.
    if buttons != expected {
        let (buttons, expected) = (buttons.join(", "), expected.join(", "));
        found.breaking.push(format!("has the buttons [{buttons}] instead of [{expected}]"));
    }
    found
}

/// Values are sent by name, each once: Meta takes them where its variables are exactly those.
fn compare_bodies(file: &str, meta: &str, found: &mut Differences) {
    let (sent, asked) = (variables(file), variables(meta));
    for (what, names) in [("lacks", sent.difference(&asked)), ("asks for", asked.difference(&sent))] {
        let names: Vec<&str> = names.copied().collect();
        if !names.is_empty() {
            found.breaking.push(format!("{what} {}", names.join(", ")));
        }
    }
    if sent == asked && plain(file) != plain(meta) {
        found.wording.push("says it in other words".to_owned());
    }
}

/// The names, or numbers, between double braces.
fn variables(body: &str) -> BTreeSet<&str> {
    let holes = body.split("{{").skip(1).filter_map(|it| it.split_once("}}"));
    holes.map(|(name, _)| name.trim()).collect()
}

/// With single spaces and none inside braces: how the words are laid out does not count.
fn plain(body: &str) -> String {
    let words: Vec<&str> = body.split_whitespace().collect();
    words.join(" ").replace("{{ ", "{{").replace(" }}", "}}")
}

fn button(kind: &str, title: &str) -> String {
    format!("{kind} {}", plain(title))
}
