//! The CSV reader on files that a fuzzer found to be different from each other, and on ends of lines of all kinds.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests say what is wrong by panicking")]

#[path = "../src/csv_properties.rs"]
mod csv_properties;

use nn_course::data::dataset::Dataset;
use nn_course_notebook::csv::FromCsv;
use std::fs;
use std::path::Path;

/// What the fuzzer in `fuzz/` has found to reach different parts of the reader.
#[test]
fn what_the_fuzzer_found() {
    let folder = Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("csv");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "csv"))
        .collect();
    files.sort();
    assert!(files.len() >= 20, "{files:?}");
    for file in files {
        let bytes = fs::read(&file).unwrap();
        if let Err(panic) = std::panic::catch_unwind(|| csv_properties::check(&bytes)) {
            eprintln!("{}", file.display());
            std::panic::resume_unwind(panic);
        }
    }
}

/// Every file of up to four of these bytes and pairs.
#[test]
fn all_short_files() {
    let parts: [&[u8]; 11] = [b"0", b"1", b",", b"\n", b"\r", b"\r\n", b"#", b" ", b"\"", b"x", b"\xef\xbb\xbf"];
    let mut files: Vec<Vec<u8>> = vec![Vec::new()];
    let mut all = 0;
    for _ in 0..=4 {
        files.iter().for_each(|file| csv_properties::check(file));
        all += files.len();
        files = files.iter().flat_map(|file| parts.map(|part| [file, part].concat())).collect();
    }
    assert_eq!(all, (0..=4).map(|n| 11_usize.pow(n)).sum::<usize>());
}

#[test]
fn lines_may_end_in_a_carriage_return_alone() {
    let read = |text: &str| Dataset::from_csv_reader(text.as_bytes(), "old.csv");
    let data = read("x,y,t\r# a comment\r1,2,0\r\r3,4,1\r").unwrap();
    assert_eq!(data, read("1,2,0\n3,4,1\n").unwrap());
    assert!(read("1,2,0\r1,2,1\r1,x,1\r").unwrap_err().to_string().starts_with("old.csv, line 3, column 2 is \"x\""));
}
