//! The CSV reader on files that other programs write, on files that a fuzzer found to be different from each other, and on ends of lines of all kinds.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests say what is wrong by panicking")]

#[path = "../src/csv_properties.rs"]
mod csv_properties;

use nn_course::data::dataset::Dataset;
use nn_course_notebook::csv::FromCsv;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The files in this folder of `tests/csv`.
fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("csv").join(folder);
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let named = |path: PathBuf| (path.file_name().unwrap().to_string_lossy().into_owned(), path);
    let mut files: Vec<_> =
        paths.filter(|path| path.is_file()).map(named).filter(|file| !file.0.starts_with('.')).collect();
    files.sort();
    files.into_iter().map(|(name, path)| (name, fs::read(path).unwrap())).collect()
}

/// Files as Excel, LibreOffice, pandas, NumPy, R, MATLAB, Weka, UCI and Kaggle have them, or as people rename them: each is read with the
/// right names, inputs and labels, or refused with this sentence.
#[test]
fn what_other_programs_write() {
    let expected: BTreeMap<&str, &str> =
        include_str!("../csv/tools.txt").lines().map(|line| line.split_once(": ").unwrap()).collect();
    let mut read = Vec::new();
    for (name, bytes) in files("tools") {
        csv_properties::check(&bytes);
        let said = match Dataset::from_csv_reader(&bytes[..], "file") {
            Ok(data) => {
                let names = data.names().map_or("no names".into(), |names| format!("{names:?}"));
                let examples =
                    data.x().columns().into_iter().zip(data.y()).map(|(x, y)| format!("{:?} is {y}", x.to_vec()));
                [names].into_iter().chain(examples).collect::<Vec<_>>().join("; ")
            }
            Err(error) => error.to_string(),
        };
        read.push((name, said));
    }
    for (name, said) in &read {
        assert_eq!(expected.get(&**name), Some(&&**said), "{name}");
    }
    assert_eq!(expected.len(), read.len());
}

/// What the fuzzer in `fuzz/` has found to reach different parts of the reader.
#[test]
fn what_the_fuzzer_found() {
    let files = files("");
    assert!(files.len() >= 20);
    for (name, bytes) in files.into_iter().filter(|(name, _)| name.ends_with(".csv")) {
        if let Err(panic) = std::panic::catch_unwind(|| csv_properties::check(&bytes)) {
            eprintln!("{name}");
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
