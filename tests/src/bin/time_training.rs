//! Trains one of the jobs of `benchmarks/training.py`: prints the seconds that it took, and the cost after so many iterations that
//! it can be compared.
//! With `--data` it prints the job instead: the examples and the initial parameters, for the others to start from.

use nn_course_notebook::prelude::*;
use std::time::Instant;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let name = arguments.first().map_or("", String::as_str);
    let circles = name == "circles";
    let data = match circles {
        true => generate::circles(300, 0.8, 0.05, &mut NumpyRng::seed(1))?,
        false => generate::football(211, 0.05, 0.05, &mut NumpyRng::seed(17))?,
    };
    let (sizes, initializer): (&[usize], _) = match circles {
        true => (&[2, 10, 5, 1], Initializer::He),
        false => (&[2, 20, 3, 1], Initializer::Xavier),
    };
    let network = Network::new(sizes, initializer, &mut NumpyRng::seed(3))?;
    if arguments.iter().any(|a| a == "--data") {
        print(data.x());
        print(data.y());
        for layer in network.layers() {
            print(layer.w());
            print(layer.b());
        }
        return Ok(());
    }
    let penalty = (name == "L2").then_some(Penalty::L2 { lambda: 0.7 });
    let dropout = Dropout { keep_prob: vec![0.86, 0.86], rng: NumpyRng::seed(1) };
    let dropout = (name == "dropout").then_some(dropout);
    let (learning_rate, iterations) = if circles { (0.01, 15_000) } else { (0.3, 30_000) };
    let config = TrainConfig { learning_rate, iterations, penalty, dropout, ..TrainConfig::default() };
    let start = Instant::now();
    train(&network, &data, &config)?;
    let seconds = start.elapsed().as_secs_f64();
    let compared = TrainConfig { iterations: iterations.min(20_000), ..config };
    println!("{seconds} {}", train(&network, &data, &compared)?.network.cross_entropy(&data)?);
    Ok(())
}

/// A matrix on one line: rows, columns, then all entries with all their digits.
fn print(matrix: &Matrix) {
    let entries: Vec<String> = matrix.iter().map(f64::to_string).collect();
    println!("{} {} {}", matrix.nrows(), matrix.ncols(), entries.join(" "));
}
