//! Any bytes as a CSV file. How to run it stands in `fuzz/README.md`.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/src/csv_properties.rs"]
mod csv_properties;

fuzz_target!(|bytes: &[u8]| csv_properties::check(bytes));
