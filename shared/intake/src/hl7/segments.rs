//! A message taken apart by the separators that its MSH declares: segments, fields, repetitions, components.
//!
//! Numbers count from 1, as HL7's own do. What is not there, blank, `""` or has lost letters is `None`.

use super::escape::plain;
use super::kind::is_code;

/// What every message begins with.
const HEADER: &str = "MSH";
/// How a value is said to be none.
const NULL: &str = "\"\"";
/// What ends a segment: HL7's carriage return, the line feed of files, and the two bytes that frame a message in MLLP.
const BREAKS: [char; 4] = ['\r', '\n', '\u{b}', '\u{1c}'];

/// The separators of one message.
#[derive(Clone, Copy)]
pub(super) struct Marks {
    pub(super) field: char,
    pub(super) component: char,
    pub(super) repetition: char,
    pub(super) escape: char,
    pub(super) subcomponent: char,
}

impl Marks {
    /// As an MSH declares them; one that it leaves out is the usual one.
    fn of(header: &str) -> Self {
        let mut marks = header.chars().skip(HEADER.len());
        let field = marks.next().unwrap_or('|');
        let mut others = marks.take_while(|it| *it != field);
        let mut next = |usual| others.next().unwrap_or(usual);
        Self {
            field,
            component: next('^'),
            repetition: next('~'),
            escape: next('\\'),
            subcomponent: next('&'),
        }
    }
}

/// The messages of a text. What stands before the first MSH is part of none; nor does it matter that the segments that
/// end a batch or a file stand behind the last one's own. A line that begins with no segment's name goes on with the
/// one before it: some systems leave the line breaks of an address in its field, and the phone stands behind it. Not so
/// behind MSH, whose fields are repeated to the sender.
pub(super) fn messages(text: &str) -> Vec<Message<'_>> {
    let mut messages: Vec<Message<'_>> = Vec::new();
    let (mut segment_start, mut end) = (0, 0);
    for piece in text.split_inclusive(BREAKS) {
        end += piece.len();
        let start = end - piece.trim_start().len();
        let line = text[start..end].trim_end_matches(BREAKS);
        if line.is_empty() {
            continue;
        }
        if is_header(line) {
            messages.push(Message { marks: Marks::of(line), lines: vec![line] });
            segment_start = start;
        } else if let Some(message) = messages.last_mut() {
            if line.split(message.marks.field).next().is_some_and(|it| is_code(it.trim_end())) {
                message.lines.push(line);
                segment_start = start;
            } else if let Some(last) = message.lines.last_mut().filter(|it| !is_header(it)) {
                *last = text[segment_start..end].trim_end_matches(BREAKS);
            }
        }
    }
    messages
}

fn is_header(line: &str) -> bool {
    line.strip_prefix(HEADER).is_some_and(|rest| rest.starts_with(|it: char| it.is_ascii_punctuation()))
}

/// One message.
pub(super) struct Message<'a> {
    pub(super) marks: Marks,
    lines: Vec<&'a str>,
}

impl<'a> Message<'a> {
    /// The segments of that name.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = Segment<'a>> {
        let marks = self.marks;
        let lines = self.lines.iter().copied();
        lines
            .filter(move |line| line.split(marks.field).next().is_some_and(|it| it.trim_end() == name))
            .map(move |line| Segment { line, marks })
    }

    /// The first segment of that name.
    pub(super) fn first(&self, name: &str) -> Option<Segment<'a>> {
        self.all(name).next()
    }

    /// A field of the first segment of that name, empty where there is none.
    pub(super) fn field(&self, name: &str, number: usize) -> Field<'a> {
        self.first(name).map_or(Field { text: "", marks: self.marks }, |it| it.field(number))
    }

    /// A component of that field's first repetition.
    pub(super) fn text(&self, name: &str, field: usize, component: usize) -> Option<String> {
        self.field(name, field).first().component(component)
    }

    /// Whether letters were lost on the way: what takes Latin-1 for UTF-8 puts U+FFFD in their place.
    pub(super) fn has_lost_letters(&self) -> bool {
        self.lines.iter().any(|it| it.contains(char::REPLACEMENT_CHARACTER))
    }
}

/// One segment.
#[derive(Clone, Copy)]
pub(super) struct Segment<'a> {
    line: &'a str,
    marks: Marks,
}

impl<'a> Segment<'a> {
    /// A field, empty where there is none.
    pub(super) fn field(self, number: usize) -> Field<'a> {
        // The separator itself is the first field of MSH.
        let place = if self.line.starts_with(HEADER) { number.saturating_sub(1) } else { number };
        let text = self.line.split(self.marks.field).nth(place).unwrap_or_default();
        Field { text, marks: self.marks }
    }
}

/// One field.
#[derive(Clone, Copy)]
pub(super) struct Field<'a> {
    text: &'a str,
    marks: Marks,
}

impl<'a> Field<'a> {
    /// As it was sent.
    pub(super) const fn raw(self) -> &'a str {
        self.text
    }

    /// What it says, once or several times.
    pub(super) fn repetitions(self) -> impl Iterator<Item = Repetition<'a>> {
        let marks = self.marks;
        self.text.split(marks.repetition).map(move |text| Repetition { text, marks })
    }

    /// What it says first.
    pub(super) fn first(self) -> Repetition<'a> {
        let text = self.text.split(self.marks.repetition).next().unwrap_or_default();
        Repetition { text, marks: self.marks }
    }
}

/// One of the things that a field says.
#[derive(Clone, Copy)]
pub(super) struct Repetition<'a> {
    text: &'a str,
    marks: Marks,
}

impl Repetition<'_> {
    /// A component, or the first part of one that has several.
    pub(super) fn component(self, number: usize) -> Option<String> {
        self.subcomponent(number, 1)
    }

    /// A part of a component.
    pub(super) fn subcomponent(self, component: usize, number: usize) -> Option<String> {
        let whole = self.text.split(self.marks.component).nth(component.checked_sub(1)?)?;
        let part = whole.split(self.marks.subcomponent).nth(number.checked_sub(1)?)?;
        let text = plain(part, &self.marks).replace(BREAKS, " ");
        let text = text.trim();
        let is_said = !text.is_empty() && text != NULL && !text.contains(char::REPLACEMENT_CHARACTER);
        is_said.then(|| text.to_owned())
    }
}
