//! Phone numbers as people write them, into the E.164 that WhatsApp and SMS need.
//!
//! The world's numbering plans come from libphonenumber's data. On top of it stand the spellings of Latin America that
//! the data does not settle: Argentina's 15 and 9, Mexico's old 1, 044 and 045, Brazil's ninth digit. A number that
//! passes is valid in its country's plan; whether anybody answers it is not known here.
//!
//! A national spelling is only ever read in the country it is told to be in: guessing another country could send a
//! patient's message to a stranger.

mod filler;
mod parts;

use domain::phone::E164;
use rlibphonenumber::{
    NumberLengthType, PHONE_NUMBER_UTIL, ParseError, PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region,
    ValidationError, get_national_significant_number_owned,
};

use crate::Defaults;
use filler::is_filler;
use parts::{Part, is_rounded, joined, parts};

/// Longest text read as a phone number, in characters: two numbers with their labels.
pub const PHONE_CHARS_MAX: usize = 120;
/// Most digits one number is written with: country, trunk and mobile prefixes, and the number.
const DIGITS_MAX: usize = 18;
/// Fewest digits of a number; what is shorter is a label's ("Tel. 2:") or an extension.
const DIGITS_MIN: usize = 7;
/// Digits of a national number with its area code, in Argentina and in Mexico.
const NATIONAL_DIGITS: usize = 10;

/// Why a text gives no phone number. None of the texts carries a digit of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhoneProblem {
    /// No digits.
    #[error("is not a phone number")]
    NotNumber,
    /// Scientific notation: the last digits are gone.
    #[error("was rounded by a spreadsheet and has lost its last digits")]
    Rounded,
    /// Fewer digits than any number of the country.
    #[error("is too short to be a phone number in {country} (is the area code missing?)")]
    TooShort {
        /// Where it was read, ISO 3166-1 alpha-2.
        country: String,
    },
    /// More digits than any number of the country.
    #[error("is too long to be a phone number in {country}")]
    TooLong {
        /// Where it was read, ISO 3166-1 alpha-2.
        country: String,
    },
    /// An extension of a switchboard.
    #[error("is an extension of a switchboard, where no message arrives")]
    Extension,
    /// The digits are not in the country's numbering plan.
    #[error("is not a valid phone number in {country}")]
    NotValid {
        /// Where it was read, ISO 3166-1 alpha-2.
        country: String,
    },
    /// A `+` and no country's code.
    #[error("has a country code that no country has")]
    CallingCode,
    /// Toll-free, premium, a pager and the like.
    #[error("is a service number, not a person's")]
    Service,
    /// The country to read it in is not one.
    #[error("cannot be read, because its country is not known")]
    Country,
    /// Digits that somebody typed because a form asked for some.
    #[error("is a placeholder, and nobody's number")]
    Filler,
    /// What the clinic itself is called at or sends from.
    #[error("is the clinic's own number")]
    Own,
}

impl PhoneProblem {
    /// Whether it stands for no number, as a blank does: words without one, such as `s/t`, too.
    pub(crate) const fn says_none(&self) -> bool {
        matches!(self, Self::NotNumber | Self::Filler | Self::Own)
    }
}

/// Reads a number: in international form (`+` or `00`), or as written in `country` (ISO 3166-1 alpha-2).
///
/// Labels ("cel:", "WhatsApp") are passed over. Of several numbers in one text the first mobile is taken, else the
/// first that is valid. What comes out is what is dialled: `+54 9 …` for an Argentine mobile, `+52` and ten digits
/// for Mexico, nine digits for a Brazilian mobile.
pub fn parse(text: &str, country: &str) -> Result<E164, PhoneProblem> {
    best(text, country, |_, read| read)
}

/// Reads the number of a patient, which is neither a placeholder nor the clinic's own: what is sent there would be some
/// stranger's, for all patients without a phone.
pub(crate) fn of_patient(text: &str, country: &str, defaults: &Defaults) -> Result<E164, PhoneProblem> {
    best(text, country, |part, read| {
        if is_filler(&part.digits) {
            return Err(PhoneProblem::Filler);
        }
        let (standing, number) = read?;
        let spelt = PHONE_NUMBER_UTIL.parse(number.expose(), None);
        if spelt.is_ok_and(|it| is_filler(&get_national_significant_number_owned(&it))) {
            return Err(PhoneProblem::Filler);
        }
        if defaults.own_numbers.iter().any(|it| it.same_subscriber(&number)) {
            return Err(PhoneProblem::Own);
        }
        Ok((standing, number))
    })
}

/// A number, and how well it serves for messages.
type Read = Result<(Standing, E164), PhoneProblem>;

/// Of the numbers in a text the best that `checked` lets pass.
fn best(text: &str, country: &str, checked: impl Fn(&Part, Read) -> Read) -> Result<E164, PhoneProblem> {
    let region = region(country).ok_or(PhoneProblem::Country)?;
    if text.chars().count() > PHONE_CHARS_MAX {
        return Err(PhoneProblem::TooLong { country: country.to_ascii_uppercase() });
    }
    if is_rounded(text) {
        return Err(PhoneProblem::Rounded);
    }
    let parts = parts(text);
    let mut good: Vec<(Standing, E164)> = Vec::new();
    let mut bad: Vec<(usize, PhoneProblem)> = Vec::new();
    let read = |part: &Part| checked(part, read(part, region));
    for part in &parts {
        match read(part) {
            Ok(number) => good.push(number),
            Err(problem) => bad.push((part.digits.len(), problem)),
        }
    }
    // Of equals, `min_by_key` takes the first; so does `max_by_key` from the back.
    if let Some((_, number)) = good.into_iter().min_by_key(|(standing, _)| *standing) {
        return Ok(number);
    }
    // The longest part is the one that was meant.
    let problem = bad.into_iter().rev().max_by_key(|(digits, _)| *digits).map(|(_, problem)| problem);
    let whole = joined(&parts).and_then(|whole| read(&whole).ok());
    whole.map(|(_, number)| number).ok_or(problem.unwrap_or(PhoneProblem::NotNumber))
}

/// Whether the code is one of a country that has phone numbers: two capital letters of ISO 3166-1.
pub(crate) fn is_country(code: &str) -> bool {
    region(code).is_some()
}

/// The numbering data is read (about 5 ms) the first time this is asked, and kept.
fn region(country: &str) -> Option<Region> {
    let region = Region::from_code(country).ok().filter(|_| country.len() == 2)?;
    PHONE_NUMBER_UTIL.get_country_code_for_region(region).map(|_| region)
}

/// How well a number serves for messages, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Mobile,
    MaybeMobile,
    Fixed,
}

fn read(part: &Part, region: Region) -> Read {
    let country = || region.to_string();
    if part.extension {
        return Err(PhoneProblem::Extension);
    }
    if part.digits.len() < DIGITS_MIN {
        return Err(PhoneProblem::TooShort { country: country() });
    }
    if part.digits.len() > DIGITS_MAX {
        return Err(PhoneProblem::TooLong { country: country() });
    }
    let spelt = respelt(part, region);
    let number = PHONE_NUMBER_UTIL.parse(&spelt, Some(region)).map_err(|error| match error {
        ParseError::InvalidCountryCode => PhoneProblem::CallingCode,
        ParseError::NotANumber(_) => PhoneProblem::NotNumber,
        ParseError::TooShortAfterIdd | ParseError::TooShortNsn => {
            PhoneProblem::TooShort { country: country() }
        }
        ParseError::TooLongNsn => PhoneProblem::TooLong { country: country() },
    })?;
    let number = behind_own_code(part, region, &number).unwrap_or(number);
    let number = settled(number);
    if !number.is_valid() {
        return Err(not_valid(&number));
    }
    let standing = match number.get_type() {
        PhoneNumberType::Mobile => Standing::Mobile,
        PhoneNumberType::FixedLineOrMobile => Standing::MaybeMobile,
        PhoneNumberType::FixedLine | PhoneNumberType::VoIP | PhoneNumberType::PersonalNumber => {
            Standing::Fixed
        }
        _ => return Err(PhoneProblem::Service),
    };
    let text = number.format_as(PhoneNumberFormat::E164);
    let number = E164::new(text).map_err(|_| PhoneProblem::NotNumber)?;
    Ok((standing, number))
}

/// The digits with international prefixes written as `+`, and without the Mexican prefixes of before 2019.
fn respelt(part: &Part, region: Region) -> String {
    let digits = part.digits.as_str();
    // "00" before anything dials abroad, and "+ 00 34" means "+34".
    let (plus, digits) = match digits.strip_prefix("00") {
        Some(rest) => (true, rest.trim_start_matches('0')),
        None => (part.plus, digits),
    };
    let mexican = match (plus, digits.strip_prefix("52")) {
        (true, Some(national)) => Some(national),
        (false, Some(national)) if region == Region::MX && digits.len() > NATIONAL_DIGITS => Some(national),
        (false, _) if region == Region::MX => Some(digits),
        _ => None,
    };
    if let Some(national) = mexican {
        let bare = ["044", "045", "01", "1"].into_iter().find_map(|it| national.strip_prefix(it));
        let bare = bare.filter(|it| it.len() == NATIONAL_DIGITS).unwrap_or(national);
        return format!("+52{bare}");
    }
    // "+54 9 011 …": the trunk zero was kept after the mobile 9.
    if let Some(rest) = digits.strip_prefix("5490").filter(|_| plus) {
        return format!("+549{rest}");
    }
    if plus { format!("+{digits}") } else { digits.to_owned() }
}

/// `4915112345678` in Germany, which WhatsApp and spreadsheets leave of `+49 151 …`: read as a national number it is a
/// landline somewhere, if a very long one. What is a mobile behind the country's own code is meant as that.
fn behind_own_code(part: &Part, region: Region, number: &PhoneNumber) -> Option<PhoneNumber> {
    let is_mobile = |it: &PhoneNumber| it.is_valid() && it.get_type() == PhoneNumberType::Mobile;
    if part.plus || is_mobile(number) {
        return None;
    }
    let told = PHONE_NUMBER_UTIL.parse(format!("+{}", part.digits), None).ok().filter(is_mobile)?;
    (PHONE_NUMBER_UTIL.get_country_code_for_region(region) == Some(told.country_code)).then_some(told)
}

/// The number in the form that its country dials today, where the numbering data leaves it open.
fn settled(number: PhoneNumber) -> PhoneNumber {
    let national = get_national_significant_number_owned(&number);
    let today = match number.country_code {
        // With the mobile 9 and the 15 both. The 9 alone stays and the 15 alone is the numbering data's to turn.
        54 if !number.is_valid() => E164::new(format!("+54{national}"))
            .ok()
            .map(|it| it.canonical().expose()[3..].to_owned())
            .filter(|it| it.len() == NATIONAL_DIGITS && national.len() > NATIONAL_DIGITS + 1)
            .map(|it| format!("+549{it}")),
        // Eight digits that start with 6 to 9 were a mobile, and every mobile has got a 9 in front.
        55 => E164::new(format!("+55{national}")).ok().map(|it| it.canonical().expose().to_owned()),
        _ => None,
    };
    let today = today.and_then(|text| PHONE_NUMBER_UTIL.parse(&text, None).ok());
    today.filter(PhoneNumber::is_valid).unwrap_or(number)
}

fn not_valid(number: &PhoneNumber) -> PhoneProblem {
    let country = PHONE_NUMBER_UTIL
        .get_region_for_country_code(number.country_code)
        .map_or_else(|| format!("+{}", number.country_code), |region| region.to_string());
    match number.is_possible_with_reason() {
        Err(ValidationError::TooLong) => PhoneProblem::TooLong { country },
        Err(ValidationError::InvalidCountryCode) => PhoneProblem::CallingCode,
        // The length of a number without its area code can be dialled in its town only.
        Err(ValidationError::TooShort) | Ok(NumberLengthType::IsPossibleLocalOnly) => {
            PhoneProblem::TooShort { country }
        }
        Ok(_) | Err(ValidationError::InvalidLength) => PhoneProblem::NotValid { country },
    }
}
