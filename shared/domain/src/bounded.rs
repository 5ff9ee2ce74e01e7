//! Lists with an end, so that what keeps them always fits its item: the oldest go.

/// Takes the oldest away until there are so many at most.
pub(crate) fn keep_count<T>(all: &mut Vec<T>, count_max: usize) {
    all.drain(..all.len().saturating_sub(count_max));
}

/// Takes the oldest away until the rest has so many bytes; the newest always stays.
pub(crate) fn keep_bytes<T>(all: &mut Vec<T>, bytes_max: usize, bytes_of: impl Fn(&T) -> usize) {
    let mut bytes = 0;
    let fits = |it: &&T| {
        bytes += bytes_of(it);
        bytes <= bytes_max
    };
    let kept = all.iter().rev().take_while(fits).count().max(1);
    keep_count(all, kept);
}
