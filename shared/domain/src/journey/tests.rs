use super::{InvalidLead, Lead};

fn lead(text: &str) -> Result<Lead, InvalidLead> {
    Lead::try_from(text.to_owned())
}

#[test]
fn leads_as_written() {
    let cases = [
        ("48h", 0, 2880, "48h"),
        ("2d", 2, 0, "2d"),
        ("1d 2h 30m", 1, 150, "1d 2h 30m"),
        ("90m", 0, 90, "1h 30m"),
        ("1d 1d", 2, 0, "2d"),
        ("60d", 60, 0, "60d"),
        ("0m", 0, 0, "0m"),
    ];
    for (text, days, minutes, written) in cases {
        assert_eq!(lead(text), Ok(Lead { days, minutes }), "{text}");
        assert_eq!(lead(text).map(String::from).as_deref(), Ok(written));
    }
}

#[test]
fn what_is_not_a_lead() {
    let too_much = ["61d", "1441h", "65535d 65535d", "65535d 1d"];
    for text in ["", " ", "h", "48", "-2d", "2w", "2 d", "1,5h", "2ñ", "99999d"].into_iter().chain(too_much)
    {
        assert_eq!(lead(text), Err(InvalidLead), "{text}");
    }
}
