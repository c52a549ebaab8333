//! How training and reading grow with the number of examples, for `benchmarks/growth.py`.
//!
//! `time_growth train <examples> <iterations> <threads>` prints seconds, a digest of all parameters' bits, the peak of memory while
//! training beyond the data, and the bytes of the activations. `time_growth csv <rows>` writes that many rows, reads them, and
//! prints the seconds and the bytes of the file.

use nn_course_notebook::prelude::*;
use std::fmt::Write as _;
use std::time::Instant;

const SIZES: [usize; 4] = [2, 10, 5, 1];

type Outcome = std::result::Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |i: usize| arguments.get(i).and_then(|a| a.parse::<usize>().ok()).unwrap_or(1);
    match arguments.first().map(String::as_str) {
        Some("train") => train_on(number(1), number(2), number(3)),
        Some("csv") => read(number(1)),
        _ => {
            eprintln!("usage: time_growth train <examples> <iterations> <threads> | csv <rows>");
            Ok(())
        }
    }
}

fn train_on(m: usize, iterations: usize, threads: usize) -> Outcome {
    let data = generate::circles(m, 0.8, 0.05, &mut NumpyRng::seed(1))?;
    let network = Network::new(&SIZES, Initializer::He, &mut NumpyRng::seed(3))?;
    let config = TrainConfig { iterations, threads, ..TrainConfig::default() };
    // From here on the peak is counted anew: making the data took memory too.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let before = memory("VmRSS:");
    let start = Instant::now();
    let trained = train(&network, &data, &config)?.network;
    let seconds = start.elapsed().as_secs_f64();
    let mut digest = 0xcbf2_9ce4_8422_2325_u64;
    for value in trained.layers().iter().flat_map(|l| l.w().iter().chain(l.b())) {
        digest = (digest ^ value.to_bits()).wrapping_mul(0x100_0000_01b3);
    }
    let activations = m * SIZES[1..].iter().sum::<usize>() * size_of::<f64>();
    println!("{seconds} {digest:016x} {} {activations}", memory("VmHWM:").saturating_sub(before));
    Ok(())
}

fn read(rows: usize) -> Outcome {
    let mut text = String::from("x1,x2,label\n");
    let data = generate::circles(rows, 0.8, 0.05, &mut NumpyRng::seed(1))?;
    for ((x, x2), y) in data.x().row(0).iter().zip(data.x().row(1)).zip(data.y()) {
        writeln!(text, "{x},{x2},{y}")?;
    }
    let file = std::env::temp_dir().join(format!("nn_course_growth_{}.csv", std::process::id()));
    std::fs::write(&file, &text)?;
    let start = Instant::now();
    let read = Dataset::from_csv(&file);
    let seconds = start.elapsed().as_secs_f64();
    let _ = std::fs::remove_file(&file);
    assert_eq!(read?, data, "what was read is what was written");
    println!("{seconds} {}", text.len());
    Ok(())
}

/// A figure of this process's memory in bytes, as Linux tells it; 0 elsewhere.
fn memory(what: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix(what)).unwrap_or_default();
    line.split_whitespace().next().and_then(|n| n.parse::<usize>().ok()).unwrap_or(0) * 1024
}
