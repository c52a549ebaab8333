//! Draws the decision boundary of a network that learned the circles, for `benchmarks/decision_boundary.py`: predictions on the grid,
//! picture, PNG. Prints the seconds, of the fastest of five. With `--data` it prints the examples and the parameters instead; with
//! `--png <file>` it writes the picture.

use nn_course_notebook::prelude::*;
use std::time::Instant;

fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let data = generate::circles(300, 0.8, 0.05, &mut NumpyRng::seed(1))?;
    let start = Network::new(&[2, 10, 5, 1], Initializer::He, &mut NumpyRng::seed(3))?;
    let network = train(&start, &data, &TrainConfig::default())?.network;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--data"] => {
            let matrices = [data.x(), data.y()].into_iter().chain(network.layers().iter().flat_map(|l| [l.w(), l.b()]));
            for matrix in matrices {
                let entries: Vec<String> = matrix.iter().map(f64::to_string).collect();
                println!("{} {} {}", matrix.nrows(), matrix.ncols(), entries.join(" "));
            }
        }
        ["--png", file] => std::fs::write(file, picture(&network, &data)?.png())?,
        _ => {
            let mut fastest = f64::INFINITY;
            for _ in 0..5 {
                let start = Instant::now();
                assert!(!picture(&network, &data)?.png().is_empty());
                fastest = fastest.min(start.elapsed().as_secs_f64());
            }
            println!("{fastest}");
        }
    }
    Ok(())
}

fn picture(network: &Network, data: &Dataset) -> Result<Figure> {
    Figure::row(&[plot::decision_boundary("Decision boundary", network, data)?])
}
