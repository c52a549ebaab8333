//! What must hold for any file that is read as CSV. The fuzzer in `fuzz/` and the test `csv` both check it.

use nn_course::data::dataset::Dataset;
use nn_course::support::error::Error;
use nn_course_notebook::csv::FromCsv;

/// A row of a file without quotes: its line, and its cells.
type Row<'a> = (u64, Vec<&'a [u8]>);

/// A data set as plain lists: inputs example by example, and labels. Or the line and the column that are refused.
type Plain = Result<(Vec<f64>, Vec<f64>), (u64, usize)>;

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
    while let Some(rest) = plain.strip_prefix(BOM) {
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

/// Written out and read again, a data set has the same bits.
fn again(data: &Dataset) {
    let mut text = String::new();
    for (x, y) in data.x().columns().into_iter().zip(data.y()) {
        x.iter().for_each(|v| text += &format!("{v:e},"));
        text += &format!("{y}\n");
    }
    let again = read(text.as_bytes()).unwrap_or_else(|e| panic!("{e}: {text}"));
    let bits = |data: &Dataset| data.x().iter().chain(data.y()).map(|v| v.to_bits()).collect::<Vec<_>>();
    assert_eq!((again.n_x(), bits(&again)), (data.n_x(), bits(data)), "{text}");
}

/// A second reader, for files without quotes: as simple as can be.
fn plainly(bytes: &[u8]) -> Plain {
    let rows: Vec<Row> = lines(bytes)
        .into_iter()
        .zip(1..)
        .filter(|(line, _)| !line.trim_ascii().is_empty() && !line.starts_with(b"#"))
        .map(|(line, number)| (number, line.split(|b| *b == b',').map(<[u8]>::trim_ascii).collect()))
        .collect();
    let number = |cell: &[u8]| std::str::from_utf8(cell).ok()?.parse::<f64>().ok().filter(|v| v.is_finite());
    let Some((line, first)) = rows.first() else { return Ok((Vec::new(), Vec::new())) };
    let columns = first.len();
    if columns < 2 {
        return Err((*line, 1));
    }
    let header = first.iter().all(|cell| !cell.is_empty() && number(cell).is_none());
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
    Ok((x, y))
}

/// The reader agrees with the simple one, and names the cell that stands where it says.
fn compare(read: &Result<Dataset, Error>, bytes: &[u8]) {
    match (read, plainly(bytes)) {
        (Ok(data), Ok((x, y))) => {
            let bits = |v: &f64| v.to_bits();
            assert!(data.x().t().iter().map(bits).eq(x.iter().map(bits)), "{data:?}, {x:?}");
            assert!(data.y().iter().map(bits).eq(y.iter().map(bits)), "{data:?}, {y:?}");
        }
        (Err(Error::Empty { .. }), Ok((_, y))) => assert!(y.is_empty()),
        (Err(Error::Csv { line, column, value, .. }), Err(place)) => {
            assert_eq!((*line, *column), place, "{value:?}");
            let row = lines(bytes)[*line as usize - 1];
            let cell = row.split(|b| *b == b',').nth(column - 1).unwrap_or_default().trim_ascii();
            let begins: String = String::from_utf8_lossy(cell).chars().take(40).collect();
            assert_eq!(*value, begins);
        }
        (read, plain) => panic!("{read:?}, {plain:?}"),
    }
}
