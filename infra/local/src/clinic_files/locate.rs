//! Where something stands in a TOML text.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A step into a TOML document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key<'a> {
    /// Of a table.
    Name(&'a str),
    /// Of an array, from 0.
    At(usize),
}

/// A TOML text that can be asked for lines.
pub(crate) struct Located<'a> {
    text: &'a str,
    root: Option<Spanned<DeTable<'a>>>,
}

impl<'a> Located<'a> {
    /// A text that is not TOML has everything on line 1.
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, root: DeTable::parse(text).ok() }
    }

    /// The line, from 1, of what the keys lead to: a table's entry by its key. Where they lead nowhere, the line of
    /// the last thing they did lead to.
    pub(crate) fn line(&self, keys: &[Key<'_>]) -> usize {
        let Some(root) = &self.root else { return 1 };
        let (mut offset, mut rest) = (0, keys);
        let mut table: Option<&DeTable<'_>> = Some(root.get_ref());
        let mut value: Option<&DeValue<'_>> = None;
        while let Some((key, more)) = rest.split_first() {
            let next = match key {
                Key::Name(name) => table
                    .and_then(|it| it.iter().find(|(key, _)| key.get_ref() == name))
                    .map(|(key, value)| (key.span().start, value.get_ref())),
                Key::At(index) => value
                    .and_then(|it| it.as_array()?.get(*index))
                    .map(|value| (value.span().start, value.get_ref())),
            };
            let Some((start, found)) = next else { break };
            offset = start;
            table = found.as_table();
            value = Some(found);
            rest = more;
        }
        line_of(self.text, offset)
    }
}

/// The line, from 1, of a byte.
pub(crate) fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes().iter().take(offset).filter(|it| **it == b'\n').count() + 1
}
