//! What must hold for any file that is read as CSV. The fuzzer in `fuzz/` and the test `csv` both check it.

use nn_course::data::dataset::Dataset;
use nn_course::support::error::Error;
use nn_course_notebook::csv::FromCsv;

/// Reads a file, and panics if the result is not what it must be.
pub fn check(bytes: &[u8]) {
    let read = read(bytes);
    match &read {
        Ok(data) => {
            assert!(data.m() >= 1 && data.n_x() >= 1);
            assert!(data.x().iter().all(|v| v.is_finite()));
            assert!(data.y().iter().all(|v| *v == 0.0 || *v == 1.0));
            again(data);
        }
        Err(e) => {
            assert!(e.to_string().contains("; allowed: "), "{e}");
            if let Error::Csv { line, column, .. } = e {
                let lines = lines(bytes);
                assert!((1..=lines.len() as u64).contains(line) && *column >= 1, "{e}, of {} lines", lines.len());
            }
        }
    }
    assert_eq!(self::read(&[BOM, bytes].concat()), read, "a byte-order mark changes the result");
    // A quoted cell may hold an end of a line, which is then no end.
    if bytes.contains(&b'"') {
        return;
    }
    let mut plain = bytes;
    while let Some(rest) = plain.strip_prefix(BOM).or(plain.strip_prefix("ï»¿".as_bytes())) {
        plain = rest;
    }
    for end in [&b"\n"[..], b"\r\n", b"\r"] {
        assert_eq!(self::read(&lines(plain).join(end)), read, "another end of the lines changes the result");
    }
    compare(&read, plain);
}

const BOM: &[u8] = "\u{feff}".as_bytes();

fn read(bytes: &[u8]) -> Result<Dataset, Error> {
    Dataset::from_csv_reader(bytes, "file")
}

/// The lines of a file, whichever way they end.
fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    let mut start = 0;
    for (i, byte) in bytes.iter().enumerate() {
        let half = i > 0 && bytes[i - 1] == b'\r' && *byte == b'\n';
        match byte {
            b'\n' if half => start = i + 1,
            b'\n' | b'\r' => {
                lines.push(&bytes[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    lines.push(&bytes[start..]);
    lines
}

/// Written out and read again, a data set has the same bits. (A header, because numbers may look like one.)
fn again(data: &Dataset) {
    let mut text = "x,".repeat(data.n_x()) + "y\n";
    for (x, y) in data.x().columns().into_iter().zip(data.y()) {
        x.iter().for_each(|v| text += &format!("{v:e},"));
        text += &format!("{y}\n");
    }
    let again = read(text.as_bytes()).unwrap_or_else(|e| panic!("{e}: {text}"));
    let bits = |data: &Dataset| data.x().iter().chain(data.y()).map(|v| v.to_bits()).collect::<Vec<_>>();
    assert_eq!((again.n_x(), bits(&again)), (data.n_x(), bits(data)), "{text}");
}

/// A row of a file without quotes: its line, and its cells.
type Row<'a> = (u64, Vec<&'a [u8]>);

/// A data set as plain lists: inputs example by example, and labels. Or the line and the column that are refused.
type Plain = Result<(Vec<f64>, Vec<f64>), (u64, usize)>;

/// What a spreadsheet writes for a number: no comment.
const ERRORS: [&str; 12] =
    ["NA", "NV", "N/D", "N/A N/A", "Н/Д", "I/T", "N/B", "YOK", "HIÁNYZIK", "ND", "NENÍ_K_DISPOZICI", "GETTING_DATA"];
const ENGLISH: [&str; 7] = ["n/a", "div/0!", "value!", "ref!", "num!", "name?", "null!"];

fn is_error(cell: &[u8]) -> bool {
    let text = String::from_utf8_lossy(cell);
    let capital = |c: char| c.is_uppercase() || c.is_ascii_digit() || "/_!¡?¿".contains(c);
    let is = |text: &str| {
        let loud = text.len() > 2 && text.ends_with(['!', '?']) && text.chars().all(capital);
        loud || ERRORS.contains(&text) || ENGLISH.contains(&&*text.to_lowercase())
    };
    text.strip_prefix('#').is_some_and(is)
}

/// The rows of a file without quotes.
fn rows(bytes: &[u8]) -> Vec<Row<'_>> {
    let lines = lines(bytes).into_iter().zip(1..).map(|(line, number)| (number, cells(line)));
    let narrow = |cell: &[u8]| cell.len() > 3 && cell.iter().all(|b| *b == b'#');
    let value =
        |cells: &[&[u8]]| !cells[0].starts_with(b"#") || cells.len() > 1 && (is_error(cells[0]) || narrow(cells[0]));
    lines.filter(|(_, cells)| *cells != [b""] && value(cells)).collect()
}

fn cells(line: &[u8]) -> Vec<&[u8]> {
    line.split(|b| *b == b',').map(<[u8]>::trim_ascii).collect()
}

fn number(cell: &[u8]) -> Option<f64> {
    std::str::from_utf8(cell).ok()?.parse::<f64>().ok().filter(|v| v.is_finite())
}

/// A second reader, for files without quotes: as simple as can be. It takes every first row without a number for a header.
fn plainly(rows: &[Row]) -> Plain {
    let Some((line, first)) = rows.first() else { return Ok((Vec::new(), Vec::new())) };
    let columns = first.len();
    if columns < 2 {
        return Err((*line, 1));
    }
    let header = first.iter().all(|cell| number(cell).is_none());
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for (line, cells) in rows.iter().skip(usize::from(header)) {
        if cells.len() != columns {
            return Err((*line, cells.len().min(columns) + 1));
        }
        for (i, cell) in cells.iter().enumerate() {
            let refused = (*line, i + 1);
            match number(cell) {
                Some(v) if i + 1 < columns => x.push(v),
                Some(v) if v == 0.0 || v == 1.0 => y.push(v.abs()),
                _ => return Err(refused),
            }
        }
    }
    // The first row counts the columns, as a header of numbers does, and the others have decimals.
    let n_x = columns - 1;
    let counted =
        |from: usize, label| (from..from + n_x).map(|i| i.to_string()).chain([label]).collect::<Vec<_>>().join(",");
    let headers = match n_x {
        1 => vec![counted(0, "1".into())],
        _ => [(0, "0"), (1, "0"), (2, "0"), (2, "1")].map(|(from, label)| counted(from, label.into())).into(),
    };
    let counts = headers.iter().any(|header| header.as_bytes() == first.join(&b","[..]));
    if counts && x.get(n_x..).is_some_and(|x| x.iter().any(|v| v % 1.0 != 0.0)) { Err((*line, 1)) } else { Ok((x, y)) }
}

/// Whether a cell is a column's name without any doubt; and whether it may be one.
fn name(cell: &[u8]) -> (bool, bool) {
    let text = String::from_utf8_lossy(cell);
    let words = ["na", "nan", "nat", "nil", "none", "null", "inf", "infinity", "true", "false", "undefined"];
    let letters = text.bytes().all(|b| b.is_ascii_alphabetic()) && !text.is_empty();
    let sure = letters && !words.contains(&&*text.to_lowercase());
    (sure, text.chars().any(|c| c.is_alphabetic() || c == '\u{fffd}') && text.parse::<f64>().is_err())
}

/// The reader agrees with the simple one, and names the cell that stands where it says.
fn compare(read: &Result<Dataset, Error>, bytes: &[u8]) {
    let rows = rows(bytes);
    let header = rows.first().filter(|(_, cells)| cells.len() > 1 && cells.iter().all(|cell| number(cell).is_none()));
    let refused = match read {
        // A file of another kind: an archive, a page.
        Err(Error::Mismatch { .. }) => return,
        Err(Error::Csv { line, column, .. }) => Some((*line, *column)),
        _ => None,
    };
    if let Some((line, cells)) = header {
        match refused {
            Some((at, column)) if at == *line => assert!(!name(cells[column - 1]).0, "a header: {cells:?}"),
            _ => assert!(cells.iter().all(|cell| name(cell).1), "no header: {cells:?}"),
        }
    }
    let in_header = refused.is_some_and(|(line, _)| header.is_some_and(|header| header.0 == line));
    match (read, plainly(&rows)) {
        (Ok(data), Ok((x, y))) => {
            let bits = |v: &f64| v.to_bits();
            assert!(data.x().t().iter().map(bits).eq(x.iter().map(bits)), "{data:?}, {x:?}");
            assert!(data.y().iter().map(bits).eq(y.iter().map(bits)), "{data:?}, {y:?}");
        }
        (Err(Error::Empty { .. }), Ok((_, y))) => assert!(y.is_empty()),
        (Err(Error::Csv { line, column, value, .. }), plain) => {
            assert!(in_header || plain == Err((*line, *column)), "{read:?}, {plain:?}");
            let row = lines(bytes)[*line as usize - 1];
            let cell = cells(row).get(column - 1).copied().unwrap_or_default();
            let begins: String = String::from_utf8_lossy(cell).chars().take(40).collect();
            assert_eq!(*value, begins);
        }
        (read, plain) => panic!("{read:?}, {plain:?}"),
    }
}
