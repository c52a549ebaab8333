//! Checks the gradient of a network [64, 128, 64, 1] on 32 examples, for `benchmarks/gradient_check.py`: prints the seconds that it
//! took, the relative difference, and the cost.

use nn_course_notebook::prelude::*;
use std::time::Instant;

fn main() -> Result<()> {
    let rng = &mut NumpyRng::seed(1);
    let x = random::normal_matrix((64, 32), 0.0, 1.0, rng)?;
    let y = Matrix::from_shape_fn((1, 32), |(_, i)| f64::from(u8::from(i % 2 == 0)));
    let network = Network::new(&[64, 128, 64, 1], Initializer::He, rng)?;
    let data = Dataset::new(x, y)?;
    let start = Instant::now();
    let report = gradient_check::check_network(&network, &data, &GradientCheck::default())?;
    println!("{} {:e} {}", start.elapsed().as_secs_f64(), report.difference(), report.cost());
    Ok(())
}
