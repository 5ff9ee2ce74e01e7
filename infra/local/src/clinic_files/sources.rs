//! The text of a clinic's files, before and while it is parsed.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use domain::clinic::Clinic;
use domain::journey::Step;
use domain::language::Language;
use domain::template::{Template, TemplateSet};
use serde::de::DeserializeOwned;

use super::knowledge::{self, KnowledgeFile};
use super::locate::line_of;
use super::{ClinicFileError, Key, Located};

/// The file of everything but templates and knowledge.
pub(crate) const CLINIC_FILE: &str = "clinic.toml";

/// The file of a language's templates, relative to the clinic's directory.
pub(crate) fn template_file(language: Language) -> String {
    format!("templates/{}.toml", language.as_str())
}

/// Leads to a field of a step, both counted from 0.
pub(crate) fn step_key(journey: usize, step: usize, field: &str) -> [Key<'_>; 5] {
    [Key::Name("journeys"), Key::At(journey), Key::Name("steps"), Key::At(step), Key::Name(field)]
}

/// The templates that a step names, each with the step's field.
pub(crate) fn step_templates(step: &Step) -> impl Iterator<Item = (&'static str, &str)> {
    let named = [
        ("template", Some(&step.template)),
        ("template_remote", step.template_remote.as_ref()),
        ("template_day", step.template_day.as_ref()),
    ];
    named.into_iter().filter_map(|(field, name)| Some((field, name?.as_str())))
}

/// The text of a clinic's files.
pub(crate) struct Sources {
    pub(crate) clinic: String,
    pub(crate) templates: Vec<(Language, String)>,
    pub(crate) knowledge: Vec<KnowledgeFile>,
}

impl Sources {
    pub(crate) fn example() -> Self {
        let templates = [
            (Language::Es, include_str!("../../../clinics/sol/templates/es.toml")),
            (Language::En, include_str!("../../../clinics/sol/templates/en.toml")),
            (Language::Pt, include_str!("../../../clinics/sol/templates/pt.toml")),
        ];
        Self {
            clinic: include_str!("../../../clinics/sol/clinic.toml").to_owned(),
            templates: templates.map(|(language, text)| (language, text.to_owned())).to_vec(),
            knowledge: knowledge::example(),
        }
    }

    /// Reads the files of a directory. A language without a file is found when the clinic is parsed.
    pub(crate) fn read(dir: &Path) -> Result<Self, Vec<ClinicFileError>> {
        let read = |file: &str| match std::fs::read_to_string(dir.join(file)) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) if error.kind() == ErrorKind::NotADirectory => {
                Err(vec![failure(file, 1, "name the clinic's directory, not a file in it".to_owned())])
            }
            Err(error) => Err(vec![failure(file, 1, format!("cannot be read: {error}"))]),
        };
        let clinic = read(CLINIC_FILE)?
            .ok_or_else(|| vec![failure(CLINIC_FILE, 1, "there is no such file".to_owned())])?;
        let mut templates = Vec::new();
        for language in Language::ALL {
            if let Some(text) = read(&template_file(language))? {
                templates.push((language, text));
            }
        }
        Ok(Self { clinic, templates, knowledge: knowledge::read(dir)? })
    }

    /// Parses every file, and tells of each that cannot be.
    pub(crate) fn parse(&self) -> Result<Clinic, Vec<ClinicFileError>> {
        let mut errors = Vec::new();
        let clinic: Option<Clinic> = toml_of(CLINIC_FILE, &self.clinic, &mut errors);
        let mut set = TemplateSet::default();
        for (language, text) in &self.templates {
            let templates: Option<BTreeMap<String, Template>> =
                toml_of(&template_file(*language), text, &mut errors);
            for (name, template) in templates.into_iter().flatten() {
                set.insert(name, *language, template);
            }
        }
        let passages = knowledge::passages(&self.knowledge, &mut errors);
        if let Some(clinic) = &clinic {
            for language in &clinic.languages {
                if !self.templates.iter().any(|(it, _)| it == language) {
                    let line = self.clinic_line(&[Key::Name("languages")]);
                    let what = format!("there is no {} for this language", template_file(*language));
                    errors.push(failure(CLINIC_FILE, line, what));
                }
            }
        }
        match clinic {
            Some(clinic) if errors.is_empty() => Ok(Clinic { templates: set, knowledge: passages, ..clinic }),
            _ => Err(errors),
        }
    }

    /// The line of something in the clinic's file.
    pub(crate) fn clinic_line(&self, keys: &[Key<'_>]) -> usize {
        Located::new(&self.clinic).line(keys)
    }

    /// The line of something in a language's templates.
    pub(crate) fn template_line(&self, language: Language, keys: &[Key<'_>]) -> usize {
        let text = self.templates.iter().find(|(it, _)| *it == language);
        text.map_or(1, |(_, text)| Located::new(text).line(keys))
    }
}

fn toml_of<T: DeserializeOwned>(file: &str, text: &str, errors: &mut Vec<ClinicFileError>) -> Option<T> {
    match toml::from_str(text) {
        Ok(value) => Some(value),
        Err(error) => {
            let line = error.span().map_or(1, |span| line_of(text, span.start));
            errors.push(failure(file, line, error.message().trim().replace('\n', "; ")));
            None
        }
    }
}

pub(super) fn failure(file: &str, line: usize, what: String) -> ClinicFileError {
    ClinicFileError { file: file.to_owned(), line, what }
}
