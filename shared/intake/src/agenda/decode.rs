//! From a text to rows of cells: delimiter, quotes.

/// Most line breaks within one cell. A quotation mark that is still open after them was never meant to quote.
const CELL_BREAKS_MAX: usize = 40;

/// Most columns looked at; what is to the right of them is passed over.
const COLUMNS_MAX: usize = 256;

/// Most rows above the header, blank ones too.
const TITLES_MAX: usize = 20;

/// A row with something in it.
pub(super) struct Line {
    /// Its number in a spreadsheet, from 1.
    pub(super) number: usize,
    /// Its cells in the columns looked at, with runs of white space and line breaks as one space.
    pub(super) cells: Vec<String>,
    /// A cell of it has line breaks.
    pub(super) is_broken: bool,
    /// It has a quotation mark that opens a cell and is never closed, so its cells cannot be trusted.
    pub(super) unclosed: bool,
}

/// The first `count_max` rows from the header on that have something in them.
pub(super) fn lines(text: &str, count_max: usize, is_header: impl Fn(&[String]) -> bool) -> Vec<Line> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let (told, rest) = told_delimiter(&text).map_or((None, text.as_str()), |(it, rest)| (Some(it), rest));
    let (mut number, mut rest) = below_titles(rest, told, is_header);
    let delimiter = told.unwrap_or_else(|| likely_delimiter(rest));
    let mut lines = Vec::new();
    while !rest.is_empty() && lines.len() < count_max {
        number += 1;
        let (bytes, closed) = row_bytes(rest.as_bytes(), delimiter);
        let is_blank = |byte: u8| byte == delimiter || byte == b'"' || byte.is_ascii_whitespace();
        let row = &rest[..bytes];
        if !row.bytes().all(is_blank) {
            let is_broken = row.contains('\n');
            lines.push(Line { number, cells: cells(row, delimiter), is_broken, unclosed: !closed });
        }
        // The line break itself.
        rest = rest.get(bytes + 1..).unwrap_or_default();
    }
    lines
}

/// How many rows stand above the header, and the text from it on. Reports are saved with their title, the clinic and
/// the period above the table. Where no row is a header, the first has to answer for it.
fn below_titles(text: &str, told: Option<u8>, is_header: impl Fn(&[String]) -> bool) -> (usize, &str) {
    let mut rest = text;
    for above in 0..=TITLES_MAX {
        let delimiter = told.unwrap_or_else(|| likely_delimiter(rest));
        let (bytes, _) = row_bytes(rest.as_bytes(), delimiter);
        if is_header(&cells(&rest[..bytes], delimiter)) {
            return (above, rest);
        }
        // The line break itself.
        rest = rest.get(bytes + 1..).unwrap_or_default();
    }
    (0, text)
}

/// `sep=;` before the header is how Excel is told the delimiter; Excel does not count it as a row.
fn told_delimiter(text: &str) -> Option<(u8, &str)> {
    let (first, rest) = text.split_once('\n')?;
    match first.as_bytes() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] if DELIMITERS.contains(delimiter) => {
            Some((*delimiter, rest))
        }
        _ => None,
    }
}

/// The more likely first, for a header that has as many of one as of another.
const DELIMITERS: [u8; 4] = [b';', b'\t', b',', b'|'];

/// What the header has most of, outside quotation marks.
fn likely_delimiter(text: &str) -> u8 {
    let header = text.trim_start_matches('\n').as_bytes();
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut quoted = false;
    for byte in header {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some(at) = DELIMITERS.iter().position(|it| it == byte) {
                    counts[at] += 1;
                }
            }
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    DELIMITERS
        .into_iter()
        .zip(counts)
        .find(|(_, count)| *count == most)
        .map_or(b',', |(delimiter, _)| delimiter)
}

/// How many bytes the first row has, without its line break; and whether every quotation mark in it is closed. A row
/// in which one stays open ends at its first line break, so that the rows after it are read.
fn row_bytes(text: &[u8], delimiter: u8) -> (usize, bool) {
    let mut quoted = false;
    // A quotation mark opens at a cell's start only: anywhere else in a cell without quotes it is a sign like others.
    let mut may_open = true;
    let mut first_break = None;
    let mut breaks = 0;
    for (at, byte) in text.iter().enumerate() {
        let closes = quoted && *byte == b'"';
        match *byte {
            b'\n' if !quoted => return (at, true),
            b'\n' => {
                first_break.get_or_insert(at);
                breaks += 1;
                if breaks > CELL_BREAKS_MAX {
                    break;
                }
            }
            b'"' if quoted => quoted = false,
            b'"' if may_open => quoted = true,
            _ => {}
        }
        // A doubled quotation mark closes and opens again, which comes to the same.
        may_open = closes || (!quoted && *byte == delimiter);
    }
    if quoted { (first_break.unwrap_or(text.len()), false) } else { (text.len(), true) }
}

fn cells(row: &str, delimiter: u8) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(row.len().max(1))
        .from_reader(row.as_bytes());
    let mut record = csv::StringRecord::new();
    let cell = |it: &str| whole(&it.split_whitespace().collect::<Vec<_>>().join(" ")).to_owned();
    match reader.read_record(&mut record) {
        Ok(true) => record.iter().take(COLUMNS_MAX).map(cell).collect(),
        // There is no end and no error to be had from a row in memory that has something in it.
        Ok(false) | Err(_) => Vec::new(),
    }
}

/// A whole number without the `.0` that a program puts behind it once its column has a gap: `4711.0` is the visit 4711,
/// and its patient's document is 30123456.
fn whole(cell: &str) -> &str {
    let number = cell.strip_suffix(".0").filter(|it| it.bytes().all(|it| it.is_ascii_digit()));
    number.filter(|it| !it.is_empty()).unwrap_or(cell)
}
