//! A person's name in one cell.

/// Given name and family name of a whole name.
///
/// `Pérez, Ana María` says which is which. Without a comma the first word is taken as the given name, which is what a
/// message greets with; where a second given name ends and the family name starts cannot be told.
pub(super) fn split(name: &str) -> (Option<&str>, Option<&str>) {
    let (given, family) = match name.split_once(',') {
        Some((family, given)) => (given, family),
        None => name.split_once(' ').unwrap_or((name, "")),
    };
    let filled = |part: &'_ str| !part.is_empty();
    (Some(given.trim()).filter(|it| filled(it)), Some(family.trim()).filter(|it| filled(it)))
}
