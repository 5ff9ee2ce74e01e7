use super::{at, buenos_aires, problems};
use crate::Unreadable;
use crate::agenda::read;

/// The file gives one patient called María Ñuñez, whom Dr. Gómez sees.
fn check(bytes: &[u8], case: &str) {
    let intake = read(bytes, &buenos_aires(), at("2027-03-01T12:00:00Z")).unwrap();
    assert_eq!(problems(&intake), "", "{case}");
    let (number, event) = &intake.events[0];
    let patient = event.patient.as_ref().unwrap();
    assert_eq!((*number, patient.given_name.as_ref().unwrap().expose().as_str()), (2, "María"), "{case}");
    assert_eq!(patient.family_name.as_ref().unwrap().expose(), "Ñuñez", "{case}");
}

const TEXT: &str = "Nombre;Apellido;Teléfono;Fecha;Hora\r\nMaría;Ñuñez;+34600112233;10/03/2027;10:30\r\n";

fn latin_1(text: &str) -> Vec<u8> {
    text.chars().map(|it| u8::try_from(u32::from(it)).unwrap()).collect()
}

#[test]
fn encodings() {
    check(TEXT.as_bytes(), "UTF-8");
    check(format!("\u{FEFF}{TEXT}").as_bytes(), "UTF-8 with a mark");
    check(&latin_1(TEXT), "Latin-1");
    let little: Vec<u8> = format!("\u{FEFF}{TEXT}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    check(&little, "UTF-16, little end first");
    let big: Vec<u8> = format!("\u{FEFF}{TEXT}").encode_utf16().flat_map(u16::to_be_bytes).collect();
    check(&big, "UTF-16, big end first");
    check(&latin_1(&TEXT.replace('\n', "")), "Latin-1 with the line breaks of old");
}

#[test]
fn windows_1252_has_quotation_marks_that_latin_1_lacks() {
    let mut bytes = latin_1(TEXT);
    let at_name = bytes.windows(4).position(|it| it == b"Mar\xED").unwrap();
    bytes.splice(at_name..at_name, [0x93]);
    let intake = read(&bytes, &buenos_aires(), at("2027-03-01T12:00:00Z")).unwrap();
    let patient = intake.events[0].1.patient.as_ref().unwrap();
    assert_eq!(patient.given_name.as_ref().unwrap().expose(), "“María");
}

#[test]
fn what_is_no_text_is_refused_as_a_whole() {
    let unmarked = |bytes: fn(u16) -> [u8; 2]| TEXT.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let workbook = b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0".to_vec();
    let old_workbook = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0\0\0".to_vec();
    let zipped = b"\x1F\x8B\x08\0\0\0\0\0\0\x03".to_vec();
    for bytes in [unmarked(u16::to_le_bytes), unmarked(u16::to_be_bytes), workbook, old_workbook, zipped] {
        assert_eq!(read(&bytes, &buenos_aires(), at("2027-03-01T12:00:00Z")), Err(Unreadable::NotText));
    }
}

#[test]
fn delimiters() {
    for delimiter in [";", ",", "\t", "|"] {
        check(TEXT.replace(';', delimiter).as_bytes(), delimiter);
        check(format!("sep={delimiter}\n{}", TEXT.replace(';', delimiter)).as_bytes(), delimiter);
    }
    // Delimiters inside quotation marks do not count, nor blank rows before the header.
    check(TEXT.replace("Hora", "\"Hora\"").replace(';', ",").as_bytes(), "quoted");
    let noisy = TEXT
        .replace("Fecha;Hora", "Fecha;\"Hora\";\"notas, de, la, casa, etc\"")
        .replace("10:30", "10:30;\"x, y\"");
    check(noisy.as_bytes(), "commas in quotation marks");
    let commas = TEXT.replace("10:30", "10:30;a, b, c").replace("Hora", "Hora;Notas");
    check(commas.as_bytes(), "commas below the header");
}
