//! MLLP's frames in a stream of bytes: `0x0B`, the message, `0x1C 0x0D`.

use intake::hl7::HL7_BYTES_MAX;

/// Begins a frame.
pub(super) const START: u8 = 0x0b;
/// Ends a frame, with [`END_SECOND`] behind it.
pub(super) const END: u8 = 0x1c;
/// Ends a frame, behind [`END`].
pub(super) const END_SECOND: u8 = b'\r';

/// A frame's end, as the last bytes of [`Frames::last`].
const ENDING: u32 = u32::from_be_bytes([0, 0, END, END_SECOND]);
/// What of [`Frames::last`] an end is told by.
const ENDING_MASK: u32 = 0xffff;
/// A message's beginning. Behind it whatever came in the frame before is of a message that broke off; a start alone may
/// be a line break that was copied into a note.
const BEGINNING: u32 = u32::from_be_bytes([START, b'M', b'S', b'H']);

/// What was in a frame.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// All of it.
    Whole(Vec<u8>),
    /// The beginning of what is longer than Pulso takes.
    TooLong(Vec<u8>),
}

/// Finds frames, however the bytes are split. What stands between frames is passed over.
#[derive(Default)]
pub(super) struct Frames {
    /// What the frame has so far, up to where it is too long for sure.
    content: Option<Vec<u8>>,
    /// The frame's last four bytes.
    last: u32,
}

impl Frames {
    /// Takes the next byte; gives the frame that it ends.
    pub(super) fn take(&mut self, byte: u8) -> Option<Frame> {
        let Some(content) = &mut self.content else {
            if byte == START {
                (self.content, self.last) = (Some(Vec::new()), u32::from(START));
            }
            return None;
        };
        self.last = self.last << u8::BITS | u32::from(byte);
        if self.last == BEGINNING {
            content.clear();
            content.extend(&BEGINNING.to_be_bytes()[1..]);
        } else if self.last & ENDING_MASK == ENDING {
            return self.end();
        } else if content.len() <= HL7_BYTES_MAX + 1 {
            content.push(byte);
        }
        None
    }

    /// Whether a frame has begun and not ended.
    pub(super) const fn is_within(&self) -> bool {
        self.content.is_some()
    }

    /// Whether but the very last byte of a frame is there, which some senders leave out.
    pub(super) fn lacks_last_byte(&self) -> bool {
        self.is_within() && self.last.to_be_bytes()[3] == END
    }

    /// Ends the frame, if all but its last byte is there.
    pub(super) fn end(&mut self) -> Option<Frame> {
        let mut content = self.content.take()?;
        if content.len() > HL7_BYTES_MAX + 1 {
            return Some(Frame::TooLong(content));
        }
        // `END` itself.
        content.pop();
        Some(Frame::Whole(content))
    }
}
