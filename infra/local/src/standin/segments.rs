//! How many SMS a text becomes, for Twilio's `num_segments`.

const GSM_BASIC: &str = "\n\r !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ";
const GSM_EXTENSION: &str = "\u{c}[\\]^{|}~€";

/// Capacities of the first and of each of several parts.
struct Capacity {
    single: usize,
    part: usize,
}

const GSM: Capacity = Capacity { single: 160, part: 153 };
const UCS2: Capacity = Capacity { single: 70, part: 67 };

/// Segments of `text`; an empty text is one.
pub(super) fn segments(text: &str) -> usize {
    match text.chars().map(gsm_septets).collect::<Option<Vec<_>>>() {
        Some(septets) => parts(&septets, &GSM),
        None => parts(&text.chars().map(char::len_utf16).collect::<Vec<_>>(), &UCS2),
    }
}

fn gsm_septets(character: char) -> Option<usize> {
    if GSM_BASIC.contains(character) {
        return Some(1);
    }
    GSM_EXTENSION.contains(character).then_some(2)
}

/// A character of two units is never split over two parts.
fn parts(units: &[usize], capacity: &Capacity) -> usize {
    if units.iter().sum::<usize>() <= capacity.single {
        return 1;
    }
    let (mut count, mut used) = (1, 0);
    for unit in units {
        if used + unit > capacity.part {
            count += 1;
            used = 0;
        }
        used += unit;
    }
    count
}
