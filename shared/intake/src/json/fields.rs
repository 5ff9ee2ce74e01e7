//! Reading a JSON object field by field, so that each problem names its place.
//!
//! `null` is the same as absent, and so is a text of nothing but spaces: systems write both for what they do not know.

use std::fmt::Display;
use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use crate::Problems;

/// An object somewhere in an event, and the path to it.
pub(crate) struct Object<'a> {
    path: String,
    fields: &'a Map<String, Value>,
}

impl<'a> Object<'a> {
    /// The event itself.
    pub(crate) const fn root(fields: &'a Map<String, Value>) -> Self {
        Self { path: String::new(), fields }
    }

    /// A resource of that name, which every place in it starts with.
    pub(crate) fn named(name: &str, fields: &'a Map<String, Value>) -> Self {
        Self { path: name.to_owned(), fields }
    }

    /// A field's place, from the event down: `appointment.start`.
    pub(crate) fn place(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// Whether something is said.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    fn value(&self, name: &str) -> Option<&'a Value> {
        match self.fields.get(name)? {
            Value::Null => None,
            Value::String(text) if text.trim().is_empty() => None,
            value => Some(value),
        }
    }

    /// A text that means something, if it is there.
    pub(crate) fn read<T, E: Display>(
        &self,
        name: &str,
        problems: &mut Problems,
        meaning: impl FnOnce(&'a str) -> Result<T, E>,
    ) -> Option<T> {
        match self.value(name)? {
            Value::String(text) => problems.keep(self.place(name), meaning(text)),
            _ => self.refuse(name, problems, "is not a text"),
        }
    }

    /// A text that means something and has to be there.
    pub(crate) fn need<T, E: Display>(
        &self,
        name: &str,
        problems: &mut Problems,
        meaning: impl FnOnce(&'a str) -> Result<T, E>,
    ) -> Option<T> {
        if self.has(name) {
            self.read(name, problems, meaning)
        } else {
            self.refuse(name, problems, "is missing")
        }
    }

    /// A whole number within limits, if it is there.
    pub(crate) fn whole<T: TryFrom<u64> + PartialOrd + Display>(
        &self,
        name: &str,
        within: &RangeInclusive<T>,
        problems: &mut Problems,
    ) -> Option<T> {
        let value = self.value(name)?;
        // 20.0 is one too, in JSON Schema and in what programs make of a column with gaps.
        let number = value.as_u64().or_else(|| value.to_string().strip_suffix(".0")?.parse().ok());
        number.and_then(|it| T::try_from(it).ok()).filter(|it| within.contains(it)).or_else(|| {
            let (least, most) = (within.start(), within.end());
            self.refuse(name, problems, format!("is not a whole number from {least} to {most}"))
        })
    }

    /// Yes or no, if it is there.
    pub(crate) fn flag(&self, name: &str, problems: &mut Problems) -> Option<bool> {
        match self.value(name)? {
            Value::Bool(flag) => Some(*flag),
            _ => self.refuse(name, problems, "is not true or false"),
        }
    }

    /// Yes or no, which has to be there.
    pub(crate) fn need_flag(&self, name: &str, problems: &mut Problems) -> Option<bool> {
        if self.has(name) { self.flag(name, problems) } else { self.refuse(name, problems, "is missing") }
    }

    /// An object inside this one, if it is there.
    pub(crate) fn object(&self, name: &str, problems: &mut Problems) -> Option<Object<'a>> {
        match self.value(name)? {
            Value::Object(fields) => Some(Self { path: self.place(name), fields }),
            _ => self.refuse(name, problems, "is not an object"),
        }
    }

    /// An object inside this one that has to be there.
    pub(crate) fn need_object(&self, name: &str, problems: &mut Problems) -> Option<Object<'a>> {
        if self.has(name) { self.object(name, problems) } else { self.refuse(name, problems, "is missing") }
    }

    /// An array of at most `count_max` values, if it is there, each with its place.
    pub(crate) fn array(
        &self,
        name: &str,
        count_max: usize,
        problems: &mut Problems,
    ) -> Option<Vec<Item<'a>>> {
        match self.value(name)? {
            Value::Array(values) if values.len() > count_max => {
                self.refuse(name, problems, format!("has more than {count_max} entries"))
            }
            Value::Array(values) => {
                let path = self.place(name);
                let item = |(index, value)| Item { place: format!("{path}[{index}]"), value };
                Some(values.iter().enumerate().map(item).collect())
            }
            _ => self.refuse(name, problems, "is not an array"),
        }
    }

    /// An array of at most `count_max` values that has to be there.
    pub(crate) fn need_array(
        &self,
        name: &str,
        count_max: usize,
        problems: &mut Problems,
    ) -> Option<Vec<Item<'a>>> {
        if self.has(name) {
            self.array(name, count_max, problems)
        } else {
            self.refuse(name, problems, "is missing")
        }
    }

    fn refuse<T>(&self, name: &str, problems: &mut Problems, reason: impl Into<String>) -> Option<T> {
        problems.add(self.place(name), reason);
        None
    }
}

/// A value of an array, and the path to it: `patient.groups[0]`.
pub(crate) struct Item<'a> {
    place: String,
    value: &'a Value,
}

impl<'a> Item<'a> {
    /// A text that means something.
    pub(crate) fn read<T, E: Display>(
        &self,
        problems: &mut Problems,
        meaning: impl FnOnce(&'a str) -> Result<T, E>,
    ) -> Option<T> {
        match self.value {
            Value::String(text) if text.trim().is_empty() => self.refuse(problems, "is empty"),
            Value::String(text) => problems.keep(self.place.as_str(), meaning(text)),
            _ => self.refuse(problems, "is not a text"),
        }
    }

    /// Whether it is `null`, which holds the place of what is not known.
    pub(crate) const fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// An object.
    pub(crate) fn object(&self, problems: &mut Problems) -> Option<Object<'a>> {
        match self.value {
            Value::Object(fields) => Some(Object { path: self.place.clone(), fields }),
            _ => self.refuse(problems, "is not an object"),
        }
    }

    fn refuse<T>(&self, problems: &mut Problems, reason: &str) -> Option<T> {
        problems.add(self.place.as_str(), reason);
        None
    }
}
