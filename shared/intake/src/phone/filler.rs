//! Digits that are typed where a form wants a telephone and there is none: `600000000`, `1111111111`, `123456789`.

/// So many digits at a number's end that are all the same are nobody's.
const SAME_MIN: usize = 7;
/// A whole number of at least so many digits that count up or down is nobody's. At a number's end alone they may be
/// somebody's: `11 2345-6789`.
const COUNTED_MIN: usize = 7;

/// Whether they are, in whatever form: as written, or a national number.
pub(super) fn is_filler(digits: &str) -> bool {
    let digits = digits.as_bytes();
    let end = digits.last_chunk::<SAME_MIN>().map_or(digits, |it| it);
    is_same(end) || (digits.len() >= COUNTED_MIN && (counts_by(1, digits) || counts_by(9, digits)))
}

fn is_same(digits: &[u8]) -> bool {
    counts_by(0, digits)
}

/// Whether each digit is so much more than the one before it, and 0 comes after 9.
fn counts_by(more: u8, digits: &[u8]) -> bool {
    digits.windows(2).all(|pair| (pair[0] - b'0' + more) % 10 == pair[1] - b'0')
}
