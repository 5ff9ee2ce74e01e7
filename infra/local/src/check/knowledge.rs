//! What is unwise about a clinic's knowledge.

use std::collections::BTreeSet;

use domain::clinic::Clinic;
use domain::template::Severity;

use super::Line;
use crate::clinic_files::{CLINIC_FILE, Key, KnowledgeFile, Sources, knowledge_file};

/// Topics that are not there in each of the clinic's languages, and buttons of the menu for topics that are not there
/// at all: who writes in that language, or taps there, gets a person for an answer.
pub(super) fn findings(sources: &Sources, clinic: &Clinic) -> Vec<Line> {
    let topics: BTreeSet<&str> = sources.knowledge.iter().map(|it| it.topic.as_str()).collect();
    let mut findings = of_menu(sources, clinic, &topics);
    for topic in topics {
        let files: Vec<&KnowledgeFile> = sources.knowledge.iter().filter(|it| it.topic == topic).collect();
        let missing = clinic.languages.iter().filter(|it| files.iter().all(|file| file.language != **it));
        let Some(first) = files.first() else { continue };
        findings.extend(missing.map(|language| Line {
            file: knowledge_file(first.language, topic).into(),
            line: 1,
            severity: Severity::Warning,
            code: "knowledge-language",
            message: format!("there is no {}", knowledge_file(*language, topic)),
        }));
    }
    findings
}

fn of_menu(sources: &Sources, clinic: &Clinic, topics: &BTreeSet<&str>) -> Vec<Line> {
    let named = clinic.menu.iter().enumerate().filter_map(|(at, item)| Some((at, item.topic.as_deref()?)));
    let unknown = named.filter(|(_, topic)| !topics.contains(topic));
    let line = |(at, topic): (usize, &str)| Line {
        file: CLINIC_FILE.into(),
        line: sources.clinic_line(&[Key::Name("menu"), Key::At(at), Key::Name("topic")]),
        severity: Severity::Warning,
        code: "menu-topic",
        message: format!("there is no topic '{topic}' in knowledge/: this button leads to a person"),
    };
    unknown.map(line).collect()
}
