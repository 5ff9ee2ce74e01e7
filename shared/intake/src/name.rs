//! A person's name in one text.

/// A given name and a family name.
pub(crate) type Parts<'a> = (Option<&'a str>, Option<&'a str>);

/// Words that a family name starts with and that are none by themselves: `de la Cruz`.
const PARTICLES: [&str; 14] =
    ["de", "del", "la", "las", "los", "da", "das", "do", "dos", "di", "san", "santa", "van", "von"];

/// Given name and family name of a whole name.
///
/// `Pérez, Ana María` says which is which. Without a comma the first word is taken as the given name, which is what a
/// message greets with; where a second given name ends and the family name starts cannot be told.
pub(crate) fn split(name: &str) -> Parts<'_> {
    if name.contains(',') {
        return split_family_first(name);
    }
    let name = name.trim();
    let (given, family) = name.split_once(' ').unwrap_or((name, ""));
    (filled(given), filled(family))
}

/// The same where the header says that the family name comes first (`Apellido y Nombre`): without a comma it is taken
/// to be the first word and the particles before it, so that nobody is greeted with it.
pub(crate) fn split_family_first(name: &str) -> Parts<'_> {
    let (family, given) = name.split_once(',').unwrap_or_else(|| {
        let words = name.split_inclusive(' ');
        let particles = words.take_while(|it| is_particle(it)).map(str::len).sum();
        let (_, rest) = name.split_at(particles);
        name.split_at(particles + rest.find(' ').unwrap_or(rest.len()))
    });
    (filled(given), filled(family))
}

fn is_particle(word: &str) -> bool {
    PARTICLES.iter().any(|it| it.eq_ignore_ascii_case(word.trim()))
}

fn filled(part: &str) -> Option<&str> {
    Some(part.trim()).filter(|it| !it.is_empty())
}
