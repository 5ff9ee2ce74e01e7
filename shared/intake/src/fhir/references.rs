//! What a reference names: a contained resource, an entry of the bundle, or one that was not sent along.

use std::collections::HashMap;
use std::hash::Hash;

use jiff::Timestamp;
use serde_json::Value;

use super::bundle::Entry;
use super::{Fields, kind};
use crate::moment;

/// What a reference names.
#[derive(Default)]
pub(super) struct Named<'a> {
    /// Its type.
    pub(super) kind: Option<&'a str>,
    /// Its id, where it has one beyond the resource that refers to it.
    pub(super) id: Option<&'a str>,
    /// The resource, where it was sent along.
    pub(super) resource: Option<&'a Fields>,
}

/// The resources of a body, by what they are referred to with; of several versions the newest.
pub(super) struct References<'a> {
    by_url: HashMap<&'a str, &'a Fields>,
    by_id: HashMap<(&'a str, &'a str), &'a Fields>,
}

impl<'a> References<'a> {
    pub(super) fn of(entries: &[Entry<'a>]) -> Self {
        let mut all = Self { by_url: HashMap::new(), by_id: HashMap::new() };
        for entry in entries {
            let Some(resource) = entry.resource else { continue };
            if let Some(url) = entry.full_url {
                keep_newest(&mut all.by_url, url, resource);
            }
            if let (Some(kind), Some(id)) = (kind(resource), id(resource)) {
                keep_newest(&mut all.by_id, (kind, id), resource);
            }
        }
        all
    }

    /// What is named by a reference that stands in `within`.
    pub(super) fn named(&self, reference: &'a str, within: &'a Fields) -> Named<'a> {
        if let Some(local) = reference.strip_prefix('#') {
            let contained = within.get("contained").and_then(Value::as_array).map(Vec::as_slice);
            let mut contained = contained.unwrap_or_default().iter().filter_map(Value::as_object);
            let resource = contained.find(|it| id(it) == Some(local));
            return Named { kind: resource.and_then(kind), id: None, resource };
        }
        let (its_kind, its_id) = kind_and_id(reference);
        let by_id = || self.by_id.get(&(its_kind?, its_id?));
        let resource = self.by_url.get(reference).or_else(by_id).copied();
        match resource {
            // What is only being created may be named by an address that stands for it in this body alone.
            Some(resource) => Named { kind: kind(resource), id: id(resource), resource: Some(resource) },
            None => Named { kind: its_kind, id: its_id, resource: None },
        }
    }
}

fn keep_newest<'a, K: Eq + Hash>(known: &mut HashMap<K, &'a Fields>, key: K, resource: &'a Fields) {
    let newest = known.entry(key).or_insert(resource);
    if updated(resource) > updated(newest) {
        *newest = resource;
    }
}

fn updated(resource: &Fields) -> Option<Timestamp> {
    moment::instant(resource.get("meta")?.get("lastUpdated")?.as_str()?).ok()
}

/// A resource's own id.
pub(super) fn id(resource: &Fields) -> Option<&str> {
    resource.get("id")?.as_str().filter(|it| !it.is_empty())
}

/// The type and the id in `Patient/123`, `https://a.example/fhir/Patient/123/_history/2`, `123`. What has to be
/// searched for, such as `Patient?identifier=…` in a transaction, has no id.
pub(super) fn kind_and_id(reference: &str) -> (Option<&str>, Option<&str>) {
    if let Some((searched, _)) = reference.split_once('?') {
        return (searched.rsplit('/').next(), None);
    }
    let reference = reference.split_once("/_history/").map_or(reference, |it| it.0);
    let Some((before, id)) = reference.rsplit_once('/') else { return (None, Some(reference)) };
    let kind = before.rsplit_once('/').map_or(before, |it| it.1);
    (Some(kind), Some(id))
}
