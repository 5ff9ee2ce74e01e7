//! Which version of a resource is told, and the name of its event.

use domain::ids::{EventId, InvalidId};
use jiff::Timestamp;

use super::bundle::Entry;
use super::datatypes::text;
use crate::json::fields::Object;
use crate::{Problems, moment};

/// A resource in a version.
pub(super) struct Version<'a> {
    /// When it came to be as it is: by itself, else by its bundle, else as it is received.
    pub(super) at: Timestamp,
    /// The server's name of it, where it keeps versions.
    name: &'a str,
}

impl<'a> Version<'a> {
    pub(super) fn of(
        object: &Object<'a>,
        entry: &Entry<'_>,
        now: Timestamp,
        problems: &mut Problems,
    ) -> Option<Self> {
        let meta = object.object("meta", problems);
        let name = meta.as_ref().and_then(|it| text(it, "versionId", problems)).unwrap_or_default();
        let at = match meta.filter(|it| it.has("lastUpdated")) {
            Some(meta) => meta.read("lastUpdated", problems, |it| moment::occurred(it, now)),
            None => entry.told_at(now, problems),
        };
        Some(Self { at: at?, name })
    }

    /// The name of the event that tells of it. A server that keeps no versions may tell two at one instant: what
    /// changes most tells them apart.
    pub(super) fn event_id(&self, kind: &str, id: &str, told: &[&str]) -> Result<EventId, InvalidId> {
        let at = self.at.to_string();
        let mut parts = vec![kind, id, self.name, at.as_str()];
        parts.extend(told);
        derived(&parts)
    }
}

/// An event's name, made of what it is about.
pub(super) fn derived(parts: &[&str]) -> Result<EventId, InvalidId> {
    EventId::new(domain::ids::derived("evt", parts))
}
