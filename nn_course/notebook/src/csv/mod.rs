//! Data sets from CSV files: one example per row, the inputs first, the label last.
//!
//! Explained in notebook 03, section 8.

mod advice;
mod cells;
mod text;

use cells::{is_name, number};
use nn_course::support::{error::Error, error::Result, validate};
use nn_course::{Matrix, data::dataset::Dataset};
use std::{fs::File, io::Read, path::Path};
use text::{MOST_BYTES, MOST_COLUMNS, line_of, rows};

/// Types that can be read from CSV: [`Dataset`].
pub trait FromCsv: Sized {
    /// Reads a CSV file with one example per row: one column or more of inputs, and the label 0 or 1 in the last column.
    ///
    /// 1. The file is text in UTF-8. Commas separate columns, a point stands before decimals, and a cell may stand between `"`. Empty lines and lines that start with `#` are skipped, except a spreadsheet's `#N/A`, `#REF!` and the like.
    /// 2. The first row is a header if none of its cells is a number. Then every cell must be a name: it has a letter, and looks like no value (`NaN`, `NA`, `12%`, `true`). [`Dataset::names`] keeps them.
    /// 3. Every other row is an example, as long as the first row: finite numbers, then 0 or 1. Anything else is an error with its line, column and value; no row is left out, and no value is guessed.
    /// 4. So a header of numbers is an example, or an error. It is an error where it only counts the columns (`0,1` or `1,2,3,0`), above inputs with decimals. With `#` before it, it is skipped.
    /// 5. What nobody can know is read as it stands: a column of row numbers is an input, and the last column is the label, also where the label comes first or has a column for each class.
    ///    A cell that ends with the data set shows what was read: how many examples, inputs and labels of each kind, the names, and the first values.
    ///
    /// # Errors
    /// [`Error::Outside`] if the file cannot be read; [`Error::Mismatch`] for a file that is no text in UTF-8, such as an archive; [`Error::Csv`], with line, column and value, for the first cell that is no
    /// finite number, a label other than 0 and 1, or a row that is longer or shorter than the first, or than a million columns;
    /// [`Error::Empty`] for a file without examples; [`Error::Shape`] for more than 2²⁸ numbers; [`Error::OutOfRange`] for more than
    /// 1 GiB of text.
    fn from_csv(path: impl AsRef<Path>) -> Result<Self>;

    /// Reads CSV from any reader, as [`FromCsv::from_csv`] does; errors call it `name`.
    ///
    /// ```
    /// use nn_course_notebook::prelude::*;
    /// let data = Dataset::from_csv_reader("x1,x2,team\n0.5,-0.25,1\n0.1,0.3,0\n".as_bytes(), "two points")?;
    /// assert_eq!((data.n_x(), data.m()), (2, 2));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`FromCsv::from_csv`].
    fn from_csv_reader(reader: impl Read, name: &str) -> Result<Self>;
}

impl FromCsv for Dataset {
    fn from_csv(path: impl AsRef<Path>) -> Result<Self> {
        let name = path.as_ref().display().to_string();
        let file = File::open(path).map_err(|e| text::unreadable(&name, e))?;
        Self::from_csv_reader(file, &name)
    }

    fn from_csv_reader(mut reader: impl Read, name: &str) -> Result<Self> {
        parse(&text::read(&mut reader, name, MOST_BYTES)?, name)
    }
}

/// The data set in a file's text. Without type parameters, so that no cell compiles it again.
fn parse(bytes: &[u8], name: &str) -> Result<Dataset> {
    let (mut columns, mut names, mut second, mut doubtful) = (None, None, false, None);
    // The examples one after the other; turned into columns at the end.
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for (start, row) in rows(bytes) {
        let wrong = |i: usize, allowed: String| Error::Csv {
            file: name.into(),
            line: line_of(bytes, start),
            column: i + 1,
            value: row.get(i).map(|cell| cell.chars().take(40).collect()).unwrap_or_default(),
            allowed,
        };
        if row == [""] {
            continue;
        }
        let first = columns.is_none();
        let wanted = *columns.get_or_insert(row.len());
        if row.len() > MOST_COLUMNS {
            return Err(wrong(MOST_COLUMNS, "the end of the row: at most 1048576 columns".into()));
        }
        if wanted < 2 {
            let next = rows(&bytes[start..]).map(|(_, row)| row).nth(1);
            return Err(wrong(0, advice::one_column(&row[0], next.is_some_and(|next| next.len() > 1))));
        }
        if row.len() != wanted {
            return Err(wrong(row.len().min(wanted), advice::length(&row, wanted, second)));
        }
        if first && counts(&row) {
            doubtful = Some(wrong(0, advice::NUMBERS.into()));
        }
        second = first;
        if first && row.iter().all(|cell| number(cell).is_none()) {
            if let Some(i) = row.iter().position(|cell| !is_name(cell)) {
                return Err(wrong(i, advice::name(&row, i)));
            }
            names = Some(row);
            continue;
        }
        for (i, cell) in row[..wanted - 1].iter().enumerate() {
            x.push(number(cell).ok_or_else(|| wrong(i, advice::input(&row, i, first)))?);
        }
        let label = number(&row[wanted - 1]).filter(|v| *v == 0.0 || *v == 1.0).ok_or_else(|| {
            let mut table = advice::Held::default();
            let examples = rows(bytes).map(|(_, row)| row).filter(|row| row.len() == wanted);
            examples.skip(usize::from(names.is_some())).for_each(|row| table.add(&row));
            wrong(wanted - 1, advice::label(&row[wanted - 1], first, names.as_deref(), &table))
        })?;
        y.push(label.abs());
        validate::size("X", wanted, y.len())?;
    }
    let skipped = if bytes.contains(&b'#') { " (lines that begin with # are skipped)" } else { "" };
    let allowed = || format!("one row or more of inputs and a label{skipped}");
    validate::ensure(!y.is_empty(), || Error::Empty { what: name.into(), allowed: allowed() })?;
    let (m, n_x) = (y.len(), x.len() / y.len());
    // Above whole numbers, it is an example as good as any.
    if let Some(doubtful) = doubtful.filter(|_| x[n_x..].iter().any(|v| v.fract() != 0.0)) {
        return Err(doubtful);
    }
    let x = Matrix::from_shape_fn((n_x, m), |(i, j)| x[j * n_x + i]);
    let data = Dataset::new(x, Matrix::from_shape_fn((1, m), |(_, j)| y[j]))?;
    match names {
        Some(names) => data.with_names(names),
        None => Ok(data),
    }
}

/// Whether a first row only counts columns, as pandas names them: `0,1`, `0,1,2,0`, `1,2,3,0` or `2,3,4,1`. (In `0,1,2` the label is wrong.)
fn counts(row: &[String]) -> bool {
    let counted = |from: usize, label: &str| {
        row[row.len() - 1] == label && row[..row.len() - 1].iter().zip(from..).all(|(cell, i)| *cell == i.to_string())
    };
    match row.len() {
        2 => counted(0, "1"),
        _ => counted(0, "0") || counted(1, "0") || counted(2, "0") || counted(2, "1"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn read(text: &str) -> Result<Dataset> {
        Dataset::from_csv_reader(text.as_bytes(), "points.csv")
    }

    #[test]
    fn with_and_without_a_header() {
        let expected = Dataset::new(array![[0.5, -1e-1], [-0.25, 3.0]], array![[1.0, 0.0]]).unwrap();
        for text in [
            "x1,x2,label\n0.5,-0.25,1\n-1e-1,3,0\n",
            "Na,12 months,label\n0.5,-0.25,1\n-1e-1,3,-0\n",
            "0.5,-0.25,1\n-1e-1,3,0",
            "\u{feff}x1,x2,label\r\n0.5,-0.25,1\r\n\r\n-1e-1,3,0\r\n",
            "\u{feff}0.5,-0.25,1\n-1e-1,3,0\n",
            "ï»¿0.5,-0.25,1\n-1e-1,3,0\n",
            " # two points\n  \n\"0.5\", -0.25 , 1.0\n# and\n-1e-1,+3.0,0e0\n",
            "5.000000000000000000e-01,-2.500000000000000000e-01,1.000000000000000000e+00\n-0.1,3,0\n",
        ] {
            assert_eq!(read(text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn the_header_names_the_columns() {
        let data = read("# points\n\"age, in years\", height ,team\n1,2,0\n").unwrap();
        assert_eq!(data.names().unwrap(), ["age, in years", "height", "team"]);
        assert_eq!(read("1,2,0\n").unwrap().names(), None);
    }

    #[test]
    fn a_wide_row_of_long_cells() {
        let cells: Vec<String> = (0..1000).map(|i| format!("{i}.{:0200}", 0)).collect();
        let data = read(&format!("{},1\n\"{}\",0", cells.join(","), cells.join("\",\""))).unwrap();
        assert_eq!((data.n_x(), data.m()), (1000, 2));
        assert_eq!(data.x().column(0), data.x().column(1));
        assert_eq!(data.x()[[999, 0]], 999.0);
    }

    #[test]
    fn a_bad_row_is_named_by_line_column_and_value() {
        // Without its hint.
        let error = |text: &str| read(text).unwrap_err().to_string().split(" (").next().unwrap_or_default().to_string();
        let number = "allowed: a finite number";
        assert_eq!(error("x,y,t\n1,2,0\n\n1,two,1\n"), format!("points.csv, line 4, column 2 is \"two\"; {number}"));
        assert_eq!(
            error("1,2,0\r\n\r\n# one\r\n1,2,0\r\n1,,1"),
            format!("points.csv, line 5, column 2 is \"\"; {number}")
        );
        assert_eq!(
            error("1,2,0\n  \n1,2,0\n\n1,2,0\nx,2,1\n"),
            format!("points.csv, line 6, column 1 is \"x\"; {number}")
        );
        assert_eq!(error("\u{feff}# c\n\nx,1,0\n"), format!("points.csv, line 3, column 1 is \"x\"; {number}"));
        let name = "allowed: a name for every column: a first row without any number is a header";
        assert_eq!(error("# a, b\n,,\n1,2,0\n"), format!("points.csv, line 2, column 1 is \"\"; {name}"));
        assert_eq!(error("x,inf,y\n1,2,0\n"), format!("points.csv, line 1, column 2 is \"inf\"; {name}"));
        assert_eq!(error("1,2,0\n#N/A,2,0\n"), format!("points.csv, line 2, column 1 is \"#N/A\"; {number}"));
        assert_eq!(error("a,b,c\nd,e,f\n"), format!("points.csv, line 2, column 1 is \"d\"; {number}"));
        assert!(error(&format!("1,2,0\n\"{}", "7,".repeat(100_000))).len() < 300);
        assert_eq!(error("1,2x,0\n"), format!("points.csv, line 1, column 2 is \"2x\"; {number}"));
        assert_eq!(error("1,2,0\nNaN,2,0\n"), format!("points.csv, line 2, column 1 is \"NaN\"; {number}"));
        assert_eq!(error("1,inf,0\n"), format!("points.csv, line 1, column 2 is \"inf\"; {number}"));
        assert_eq!(error("1,,0\n"), format!("points.csv, line 1, column 2 is \"\"; {number}"));
        assert_eq!(error("1,2,0\n1,2,3\n"), "points.csv, line 2, column 3 is \"3\"; allowed: the label, 0 or 1");
        assert_eq!(error("1,2,0\n1,2,blue\n"), "points.csv, line 2, column 3 is \"blue\"; allowed: the label, 0 or 1");
        let columns = "allowed: 3 columns as in the first row; this one has";
        assert_eq!(error("1,2,0\n1,2\n"), format!("points.csv, line 2, column 3 is \"\"; {columns} 2"));
        assert_eq!(error("1,2,0\n1,2,1,9\n"), format!("points.csv, line 2, column 4 is \"9\"; {columns} 4"));
        let two = "allowed: two columns or more, separated by commas: the inputs, then the label";
        assert_eq!(error("1;2;0\n"), format!("points.csv, line 1, column 1 is \"1;2;0\"; {two}"));
        for empty in ["", "\n\n", "x1,x2,label\n", "# nothing\n", "#####\n", "#N/A\n", "#TODO!\n"] {
            assert_eq!(error(empty), "points.csv is empty; allowed: one row or more of inputs and a label");
        }
        assert!(read("id,x,y\n#1,2,0\n").unwrap_err().to_string().ends_with("(lines that begin with # are skipped)"));
        for value in ["#WERT!", "#NV", "####", "n.a."] {
            let place = format!("points.csv, line 2, column 1 is \"{value}\"; {number}");
            assert_eq!(error(&format!("1,2,0\n{value},2,0\n")), place);
        }
        let latin1 = Dataset::from_csv_reader(&b"1,2,0\n1,\xe9,0\n"[..], "points.csv").unwrap_err().to_string();
        assert_eq!(
            latin1.split(" (").next().unwrap(),
            format!("points.csv, line 2, column 2 is \"\u{fffd}\"; {number}")
        );
    }

    #[test]
    fn a_first_row_that_counts_the_columns_is_no_example() {
        for header in ["0,1", "0,1,0", "1,2,3,0", "2,3,4,1", "2,3,0"] {
            let examples = format!("{}1\n", "0.5,".repeat(header.matches(',').count()));
            let error = read(&format!("# one\n{header}\n{examples}")).unwrap_err().to_string();
            let place =
                format!("points.csv, line 2, column 1 is \"{}\"; allowed: an example, or a header", &header[..1]);
            assert!(error.starts_with(&place), "{error}");
            // The two ways out, as the error says them; and whole numbers are examples.
            assert_eq!(read(&format!("#{header}\n{examples}")).unwrap().m(), 1);
            let names = "x,".repeat(header.matches(',').count());
            assert_eq!(read(&format!("{names}y\n{header}\n{examples}")).unwrap().m(), 2);
            assert_eq!(read(&format!("{header}\n{}", examples.replace("0.5", "5"))).unwrap().m(), 2);
        }
        for example in
            ["0,0", "1,0", "1,1", "2,1", "1,2,1", "0,1,1", "3,4,0", "0,2,0", "-1,0,1", "0.5,1.5,0", "0.0,1.0,0"]
        {
            let others = format!("{}1\n", "0.5,".repeat(example.matches(',').count()));
            assert_eq!(read(&format!("{example}\n{others}")).unwrap().m(), 2, "{example}");
        }
    }

    #[test]
    fn a_carriage_return_alone_ends_a_line() {
        let expected = read("1,2,0\n3,4,1\n").unwrap();
        assert_eq!(read("x,y,t\r# a comment\r1,2,0\r\r3,4,1\r").unwrap(), expected);
        assert_eq!(read("1,2,0\r\n# a comment\r3,4,1").unwrap(), expected);
        let error = read("1,2,0\r1,2,0\r1,x,0\r").unwrap_err().to_string();
        assert!(error.starts_with("points.csv, line 3, column 2 is \"x\""), "{error}");
        // Two marks: the files of two people, one after the other.
        let error = read("\u{feff}\u{feff}# c\nx,1,0\n").unwrap_err().to_string();
        assert!(error.starts_with("points.csv, line 2, column 1 is \"x\""), "{error}");
    }

    #[test]
    fn what_no_machine_has_room_for_is_refused_early() {
        assert_eq!(text::read(&mut "12345".as_bytes(), "big.csv", 5).unwrap(), b"12345");
        let error = text::read(&mut std::io::repeat(b'1'), "big.csv", 5).unwrap_err().to_string();
        assert_eq!(error, "the number of bytes of big.csv is 6; allowed: up to 1073741824");
        let error = read(&",".repeat(3 << 20)).unwrap_err().to_string();
        assert_eq!(
            error,
            "points.csv, line 1, column 1048577 is \"\"; allowed: the end of the row: at most 1048576 columns"
        );
        assert!(read(&format!("{}1", "0,".repeat((1 << 20) - 1))).is_ok());
    }

    #[test]
    fn a_file_that_is_not_there() {
        let e = Dataset::from_csv("no/such.csv").unwrap_err().to_string();
        assert!(e.starts_with("no/such.csv could not be read: "), "{e}");
    }
}
