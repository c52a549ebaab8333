//! The text of a file: what kind of file it is, and its rows.

use super::cells::is_missing;
use csv_core::ReadRecordResult;
use nn_course::support::{error::Error, error::Result, validate};
use std::{io, io::Read, iter};

/// The most bytes of a file that a notebook can hold: CIFAR-10 has about half as many.
pub(super) const MOST_BYTES: u64 = 1 << 30;

/// The most columns of a row.
pub(super) const MOST_COLUMNS: usize = 1 << 20;

/// The text of a file, without byte-order marks before it, and with LF at the end of every line.
pub(super) fn read(reader: &mut dyn Read, name: &str, most: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = reader.take(most + 1).read_to_end(&mut bytes);
    read.map_err(|e| unreadable(name, e))?;
    let legal = bytes.len() as u64 <= most;
    validate::range(&format!("the number of bytes of {name}"), bytes.len() as f64, legal, "up to 1073741824")?;
    // Files that were put together may have more than one.
    // A mark that was read as Latin-1 and encoded again counts too.
    while let Some(mark) = ["\u{feff}", "ï»¿"].into_iter().find(|mark| bytes.starts_with(mark.as_bytes())) {
        bytes.drain(..mark.len());
    }
    if let Some((found, instead)) = other_kind(&bytes) {
        let allowed = format!("text in UTF-8 with commas between the columns; {instead}");
        return Err(Error::Mismatch { what: name.into(), found: found.into(), allowed });
    }
    // A CR alone ends a row, but no comment, for the reader below.
    for i in 0..bytes.len() {
        if bytes[i] == b'\r' && bytes.get(i + 1) != Some(&b'\n') {
            bytes[i] = b'\n';
        }
    }
    Ok(bytes)
}

pub(super) fn unreadable(name: &str, why: io::Error) -> Error {
    let here = std::env::current_dir().unwrap_or_default();
    // Its name alone: JupyterLab makes a whole path a link that does not open a folder.
    let here = here.file_name().unwrap_or_default().display();
    Error::Outside(format!(
        "{name} could not be read: {why}; allowed: a file that can be opened, from the folder {here}"
    ))
}

const UNPACK: &str = "unpack it first";
const SAVE: &str = "open it in the program that wrote it, and save the table as CSV (in Excel: \"CSV UTF-8\")";
const NUMPY: &str = "in Python: numpy.savetxt(\"points.csv\", array, delimiter=\",\")";
const PANDAS: &str = "in pandas: table.to_csv(\"points.csv\", index=False)";
const PAGE: &str = "download the file itself, not the page that shows it";
const UTF_8: &str =
    "save it as UTF-8 (in Excel: \"CSV UTF-8\"; in PowerShell: -Encoding utf8; in pandas: encoding=\"utf-8\")";

/// Files that are taken for CSV: how they begin, what they are, and what to do. Capitals do not matter.
const KINDS: [(&[u8], &str, &str); 31] = [
    (b"\xff\xfe\0\0", "text in UTF-32", UTF_8),
    (b"\0\0\xfe\xff", "text in UTF-32", UTF_8),
    (b"\xff\xfe", "text in UTF-16", UTF_8),
    (b"\xfe\xff", "text in UTF-16", UTF_8),
    (b"\x1f\x8b", "a gzip archive", UNPACK),
    (b"BZh91AY&SY", "a bzip2 archive", UNPACK),
    (b"\xfd7zXZ", "an xz archive", UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", UNPACK),
    (b"7z\xbc\xaf", "a 7z archive", UNPACK),
    (b"Rar!\x1a", "a rar archive", UNPACK),
    (b"PK\x03\x04", "a zip archive, as Excel and LibreOffice files are too", "unpack it, or save the table as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file", SAVE),
    (b"{\\rtf", "a word processor's file", SAVE),
    (b"%PDF-", "a PDF", SAVE),
    (b"\x89PNG", "a picture", SAVE),
    (b"\xff\xd8\xff", "a picture", SAVE),
    (b"\x93NUMPY", "a NumPy array", NUMPY),
    (b"MATLAB 5.0 MAT-file", "a MATLAB file", "in MATLAB: writematrix([X y], \"points.csv\")"),
    (b"MATLAB 7.3 MAT-file", "a MATLAB file", "in MATLAB: writematrix([X y], \"points.csv\")"),
    (b"\x89HDF", "an HDF5 file", PANDAS),
    (b"PAR1\x15", "a Parquet file", PANDAS),
    (b"ARROW1\0", "an Arrow file", PANDAS),
    (b"\x80\x03", "a Python pickle", PANDAS),
    (b"\x80\x04\x95", "a Python pickle", PANDAS),
    (b"\x80\x05\x95", "a Python pickle", PANDAS),
    (b"SQLite format 3\0", "an SQLite database", PANDAS),
    (b"version https://git-lfs", "a pointer of Git LFS, not the file itself", "git lfs pull brings the file"),
    (b"<!doctype", "an HTML page", PAGE),
    (b"<html", "an HTML page", PAGE),
    (b"<?xml", "XML", SAVE),
    (b"@relation", "Weka's ARFF", "keep only the lines after @data"),
];

/// What a file is if it is no text in UTF-8, or text of another kind; and what to do.
fn other_kind(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let text = bytes.trim_ascii_start();
    let begins = |with: &[u8]| text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    if let Some((_, found, instead)) = KINDS.iter().find(|kind| begins(kind.0)) {
        return Some((found, instead));
    }
    if let [b'{' | b'[', rest @ ..] = text
        && let [b'{' | b'[' | b'"', ..] = rest.trim_ascii_start()
    {
        return Some(("JSON, or a list that Python printed", PANDAS));
    }
    // In UTF-16, every second byte of plain letters and digits is 0.
    let line = bytes.split(|b| *b == b'\n' || *b == b'\r').next().unwrap_or_default();
    let zeros = |odd: usize| line.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let utf_16 = (zeros(0) == 0) != (zeros(1) == 0) && 4 * (zeros(0) + zeros(1)) >= line.len();
    utf_16.then_some(("text in UTF-16", UTF_8))
}

/// The rows of a file: the byte where each begins, and its cells, without the spaces around them.
pub(super) fn rows(bytes: &[u8]) -> impl Iterator<Item = (usize, Vec<String>)> {
    let mut reader = csv_core::Reader::new();
    // Room for the longest row that a file can have, and for one column more than is allowed.
    let (mut text, mut ends, mut at) = (vec![0; bytes.len() + 1], vec![0; MOST_COLUMNS.min(bytes.len()) + 1], 0);
    // It takes a byte-order mark away before what it reads first.
    reader.read_record(b"\n", &mut text, &mut ends);
    iter::from_fn(move || {
        at += skipped(&bytes[at..]);
        let (start, mut length, mut columns) = (at, 0, 0);
        loop {
            let (result, read, written, ended) =
                reader.read_record(&bytes[at..], &mut text[length..], &mut ends[columns..]);
            (at, length, columns) = (at + read, length + written, columns + ended);
            match result {
                // Asked once more, with nothing left, the reader ends the last row.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::End => return None,
                _ => break,
            }
        }
        let cell = |(&from, &to)| String::from_utf8_lossy(text[from..to].trim_ascii()).into_owned();
        Some((start, iter::once(&0).chain(&ends).zip(&ends[..columns]).map(cell).collect()))
    })
}

/// The number of bytes before the next row: empty lines, comments, and spaces. `#N/A` begins no comment: a spreadsheet writes it for a value.
fn skipped(bytes: &[u8]) -> usize {
    let mut at = 0;
    loop {
        let rest = bytes[at..].trim_ascii_start();
        at = bytes.len() - rest.len();
        let until = |end: fn(&u8) -> bool| &rest[..rest.iter().position(end).unwrap_or(rest.len())];
        let cell = until(|b| matches!(b, b',' | b'\n' | b'\r'));
        // A row has more than one cell.
        let value =
            rest.get(cell.len()) == Some(&b',') && str::from_utf8(cell).is_ok_and(|cell| is_missing(cell.trim_ascii()));
        if value || !rest.starts_with(b"#") {
            return at;
        }
        at += until(|b| *b == b'\n').len();
    }
}

/// The line, from 1, of the row that begins at the byte `start`.
pub(super) fn line_of(bytes: &[u8], start: usize) -> u64 {
    1 + bytes[..start].iter().filter(|b| **b == b'\n').count() as u64
}
