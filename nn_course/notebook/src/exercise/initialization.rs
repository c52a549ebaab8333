//! The exercises of notebook 02.

use super::answer::{Answer, list, matrix};
use super::checked::Checked;
use super::task::{EXACT, Task};
use ndarray::{Axis, array};
use nn_course::Matrix;
use nn_course::support::error::Result;
use nn_course::support::random::NumpyRng;

/// Training and other examples, both features × examples.
type Sets = (Matrix, Matrix);

/// Exercise 2.1, (X of the training set (n_x, m), X of the test set (n_x, m_test)) → both, normalized.
pub fn normalize(yours: fn(&Matrix, &Matrix) -> (Matrix, Matrix)) -> Checked {
    let task: Task<Sets> = Task {
        title: "Exercise 2.1",
        inputs: vec![
            (array![[1.0, 3.0, 5.0], [10.0, 10.0, 40.0]], array![[4.0], [30.0]]),
            (array![[0.0, 4.0], [-2.0, 6.0], [1.0, 1.5]], array![[8.0, 1.0, 2.0], [0.0, 5.0, 2.0], [1.0, 2.0, 0.5]]),
            (array![[2.0, 4.0, 9.0, 5.0]], array![[1.0, 2.0]]),
        ],
        given: |(train, test)| format!("train {}, test {}", matrix(train), matrix(test)),
        right: |(train, test)| {
            let (mu, sigma) = (mean(train), deviation(train));
            sets(&(train - &mu) / &sigma, &(test - &mu) / &sigma)
        },
        mistakes: vec![
            (
                "The test set is normalized with its own mean and deviation; it goes through the same μ and σ as the training set.",
                |(train, test)| {
                    let own = |x: &Matrix| (x - &mean(x)) / deviation(x);
                    sets(own(train), own(test))
                },
            ),
            ("The test set's own mean is taken off; the training set's μ belongs to both.", |(train, test)| {
                let sigma = deviation(train);
                sets((train - &mean(train)) / &sigma, (test - &mean(test)) / &sigma)
            }),
            (
                "μ and σ are of both sets together, so the test set leaks into training; they are the training set's.",
                |(train, test)| {
                    let both = ndarray::concatenate![Axis(1), train.view(), test.view()];
                    let (mu, sigma) = (mean(&both), deviation(&both));
                    sets((train - &mu) / &sigma, (test - &mu) / &sigma)
                },
            ),
            ("You divide by the variance σ²; divide by its square root, σ.", |(train, test)| {
                let (mu, sigma) = (mean(train), deviation(train));
                sets((train - &mu) / (&sigma * &sigma), (test - &mu) / (&sigma * &sigma))
            }),
            ("The variance is divided by m here, the number of examples, not by m − 1.", |(train, test)| {
                let m = train.ncols() as f64;
                let (mu, sigma) = (mean(train), deviation(train) * (m / (m - 1.0)).sqrt());
                sets((train - &mu) / &sigma, (test - &mu) / &sigma)
            }),
            ("You divide by σ, but the mean is not taken off.", |(train, test)| {
                let sigma = deviation(train);
                sets(train / &sigma, test / &sigma)
            }),
            ("You take the mean off, but don't divide by σ.", |(train, test)| {
                let mu = mean(train);
                sets(train - &mu, test - &mu)
            }),
            ("σ is taken of the raw inputs; the mean must come off before squaring.", |(train, test)| {
                let mu = mean(train);
                let sigma = mean(&(train * train)).sqrt();
                sets((train - &mu) / &sigma, (test - &mu) / &sigma)
            }),
        ],
        tolerance: EXACT,
    };
    task.check(|(train, test)| {
        let (train, test) = yours(train, test);
        Ok(sets(train, test))
    })
}

fn sets(train: Matrix, test: Matrix) -> Answer {
    Answer::named([("train", train.into()), ("test", test.into())])
}

/// μ (n_x, 1).
fn mean(x: &Matrix) -> Matrix {
    x.sum_axis(Axis(1)).insert_axis(Axis(1)) / x.ncols() as f64
}

/// σ (n_x, 1).
fn deviation(x: &Matrix) -> Matrix {
    let centred = x - &mean(x);
    mean(&(&centred * &centred)).sqrt()
}

/// n_out, n_in, and a factor.
type Size = (usize, usize, f64);

/// A seed for the learner's generator, and shapes with enough numbers to measure how they scatter.
const SEED: u32 = 7;
/// Five standard errors of a deviation measured on 20,000 numbers are 2.5%.
const MEASURED: f64 = 0.04;

/// What a learner writes for [`random_layer`].
type RandomLayer = fn(usize, usize, f64, &mut NumpyRng) -> Result<(Matrix, Matrix)>;

/// Exercise 2.2, (n_out, n_in, scale, generator) → W (n_out, n_in) from N(0, 1) times scale, and b (n_out, 1) of zeros.
pub fn random_layer(yours: RandomLayer) -> Checked {
    let task: Task<Size> = Task {
        title: "Exercise 2.2",
        inputs: vec![(200, 100, 10.0), (100, 300, 0.01), (400, 50, 4.0)],
        given: |(n_out, n_in, scale)| format!("n_out {n_out}, n_in {n_in}, scale {scale}"),
        right: |&(n_out, n_in, scale)| layer(Answer::normal((n_out, n_in), scale), zeros((n_out, 1))),
        mistakes: vec![
            ("The scale is missing: W is a standard normal matrix times scale.", |&(n_out, n_in, _)| {
                layer(Answer::normal((n_out, n_in), 1.0), zeros((n_out, 1)))
            }),
            (
                "W has the shape (n_in, n_out); a row for each unit of this layer, a column for each input: (n_out, n_in).",
                |&(n_out, n_in, scale)| layer(Answer::normal((n_in, n_out), scale), zeros((n_out, 1))),
            ),
            (
                "The biases are not 0; they may all start at 0, since the weights already tell the units apart.",
                |&(n_out, n_in, scale)| layer(Answer::normal((n_out, n_in), scale), biases(&Matrix::ones((n_out, 1)))),
            ),
            (
                "The biases have one entry for each input; each unit has one: shape (n_out, 1).",
                |&(n_out, n_in, scale)| layer(Answer::normal((n_out, n_in), scale), zeros((n_in, 1))),
            ),
            (
                "The biases are a row; a column of shape (n_out, 1) is added to each example's column of W·A.",
                |&(n_out, n_in, scale)| layer(Answer::normal((n_out, n_in), scale), zeros((1, n_out))),
            ),
            (
                "n_out and n_in are the wrong way round: W is (n_out, n_in), b is (n_out, 1).",
                |&(n_out, n_in, scale)| layer(Answer::normal((n_in, n_out), scale), zeros((n_in, 1))),
            ),
            ("You divide by scale; multiply by it.", |&(n_out, n_in, scale)| {
                layer(Answer::normal((n_out, n_in), 1.0 / scale), zeros((n_out, 1)))
            }),
            ("You use scale as a variance; it is the factor itself: no square root.", |&(n_out, n_in, scale)| {
                layer(Answer::normal((n_out, n_in), scale.sqrt()), zeros((n_out, 1)))
            }),
            ("All weights are equal, so all units will stay equal: draw them from `rng`.", |&(n_out, n_in, scale)| {
                layer(Answer::drawn(&Matrix::from_elem((n_out, n_in), scale)), zeros((n_out, 1)))
            }),
        ],
        tolerance: MEASURED,
    };
    task.check(|&(n_out, n_in, scale)| {
        let (w, b) = yours(n_out, n_in, scale, &mut NumpyRng::seed(SEED))?;
        Ok(layer(Answer::drawn(&w), biases(&b)))
    })
}

fn layer(w: Answer, b: Answer) -> Answer {
    Answer::named([("W", w), ("b", b)])
}

/// Whether the biases are all 0, in one number: 0 if they are, else 1.
fn biases(b: &Matrix) -> Answer {
    let all_zero = b.iter().all(|v| *v == 0.0);
    let what = if all_zero { "all 0" } else { "not all 0" };
    Answer::new(format!("shape ({}, {}), {what}", b.nrows(), b.ncols()), b.dim(), vec![f64::from(u8::from(!all_zero))])
}

fn zeros(dim: (usize, usize)) -> Answer {
    biases(&Matrix::zeros(dim))
}

/// Exercise 2.3, (n_out, n_in, generator) → W (n_out, n_in) by He's rule, Var(w) = 2/n_in.
pub fn he_weights(yours: fn(usize, usize, &mut NumpyRng) -> Result<Matrix>) -> Checked {
    let task: Task<(usize, usize)> = Task {
        title: "Exercise 2.3",
        inputs: vec![(200, 100), (100, 400), (600, 50), (150, 150)],
        given: |(n_out, n_in)| format!("n_out {n_out}, n_in {n_in}"),
        right: |&(n_out, n_in)| Answer::normal((n_out, n_in), (2.0 / n_in as f64).sqrt()),
        mistakes: vec![
            ("You divide by n[l], the units of this layer; the fan-in is n[l-1]: divide by n_in.", |&(n_out, n_in)| {
                Answer::normal((n_out, n_in), (2.0 / n_out as f64).sqrt())
            }),
            (
                "The square root is missing: 2/n_in is the variance, and a normal number is multiplied by the standard deviation.",
                |&(n_out, n_in)| Answer::normal((n_out, n_in), 2.0 / n_in as f64),
            ),
            (
                "That is Xavier's rule, 1/n_in, for tanh; ReLU drops half of the signal, so He's has 2/n_in.",
                |&(n_out, n_in)| Answer::normal((n_out, n_in), (1.0 / n_in as f64).sqrt()),
            ),
            ("That is Glorot and Bengio's rule, 2/(n_in + n_out); He's has the fan-in alone.", |&(n_out, n_in)| {
                Answer::normal((n_out, n_in), (2.0 / (n_in + n_out) as f64).sqrt())
            }),
            (
                "W has the shape (n_in, n_out); a row for each unit of this layer, a column for each input: (n_out, n_in).",
                |&(n_out, n_in)| Answer::normal((n_in, n_out), (2.0 / n_in as f64).sqrt()),
            ),
            (
                "n_out and n_in are the wrong way round: W is (n_out, n_in), and the fan-in is n_in.",
                |&(n_out, n_in)| Answer::normal((n_in, n_out), (2.0 / n_out as f64).sqrt()),
            ),
            ("The root is over the 2 alone: √(2/n_in), not √2/n_in.", |&(n_out, n_in)| {
                Answer::normal((n_out, n_in), 2.0_f64.sqrt() / n_in as f64)
            }),
            ("All weights are 0: 2 / n_in of whole numbers is 0. Write 2.0 / n_in as f64.", |&(n_out, n_in)| {
                Answer::drawn(&Matrix::zeros((n_out, n_in)))
            }),
            ("All weights are equal, so all units will stay equal: draw them from `rng`.", |&(n_out, n_in)| {
                Answer::drawn(&Matrix::from_elem((n_out, n_in), (2.0 / n_in as f64).sqrt()))
            }),
            ("√(2/n_in) is the deviation, not the mean: the weights scatter around 0.", |&(n_out, n_in)| {
                Answer::normal_around((2.0 / n_in as f64).sqrt(), (n_out, n_in), 1.0)
            }),
            ("These are standard normal numbers; multiply them by √(2/n_in).", |&(n_out, n_in)| {
                Answer::normal((n_out, n_in), 1.0)
            }),
            (
                "You multiply by n_in/2 under the root; the more inputs, the smaller the weights: 2/n_in.",
                |&(n_out, n_in)| Answer::normal((n_out, n_in), (n_in as f64 / 2.0).sqrt()),
            ),
        ],
        tolerance: MEASURED,
    };
    task.check(|&(n_out, n_in)| Ok(Answer::drawn(&yours(n_out, n_in, &mut NumpyRng::seed(SEED))?)))
}

/// Logits and labels.
type Outputs = (Vec<f64>, Vec<f64>);

/// Exercise 2.4, (Z of the last layer (1, m), Y (1, m)) → J, finite for every z.
pub fn cost_from_logits(yours: fn(&Matrix, &Matrix) -> f64) -> Checked {
    let task: Task<Outputs> = Task {
        title: "Exercise 2.4",
        inputs: vec![
            (vec![0.0, 2.0, -1.0, 0.5], vec![1.0, 1.0, 0.0, 0.0]),
            (vec![3.0, -3.0], vec![0.0, 1.0]),
            (vec![800.0, -900.0, 0.1], vec![0.0, 1.0, 1.0]),
            (vec![-750.0, 40.0, -2.0], vec![0.0, 0.0, 1.0]),
        ],
        given: |(z, y)| format!("Z [{}], Y [{}]", list(z), list(y)),
        right: |outputs| of_each(outputs, |z, y| z.max(0.0) - z * y + soft(-z.abs())),
        mistakes: vec![
            (
                "For large z the sigmoid rounds to 0 or 1, and its logarithm is infinite: don't go by ŷ, simplify first.",
                |outputs| {
                    of_each(outputs, |z, y| {
                        let y_hat = 1.0 / (1.0 + libm::exp(-z));
                        -(y * libm::log(y_hat) + (1.0 - y) * libm::log(1.0 - y_hat))
                    })
                },
            ),
            (
                "A clipped ŷ is finite, and wrong: the cost of a confident mistake goes on growing with z. Don't go by ŷ.",
                |outputs| {
                    of_each(outputs, |z, y| {
                        let y_hat = (1.0 / (1.0 + libm::exp(-z))).clamp(1e-15, 1.0 - 1e-15);
                        -(y * libm::log(y_hat) + (1.0 - y) * libm::log(1.0 - y_hat))
                    })
                },
            ),
            ("e^(−z) overflows for large negative z: use e^(−|z|), and max(z, 0) in place of z.", |outputs| {
                of_each(outputs, |z, y| z - z * y + libm::log1p(libm::exp(-z)))
            }),
            ("e^z overflows for large z: use e^(−|z|) and add max(z, 0).", |outputs| {
                of_each(outputs, |z, y| libm::log1p(libm::exp(z)) - z * y)
            }),
            ("This is the sum over the examples; J is their mean: divide by m.", |outputs| {
                let mean = of_each(outputs, |z, y| z.max(0.0) - z * y + soft(-z.abs()));
                Answer::from(mean.numbers().sum::<f64>() * outputs.0.len() as f64)
            }),
            ("max(z, 0) is missing.", |outputs| of_each(outputs, |z, y| -z * y + soft(-z.abs()))),
            ("z·y has the wrong sign: it is taken off.", |outputs| {
                of_each(outputs, |z, y| z.max(0.0) + z * y + soft(-z.abs()))
            }),
        ],
        tolerance: EXACT,
    };
    let row = |values: &[f64]| Matrix::from_shape_fn((1, values.len()), |(_, i)| values[i]);
    task.check(|(z, y)| Ok(yours(&row(z), &row(y)).into()))
}

/// ln(1 + e^z).
fn soft(z: f64) -> f64 {
    libm::log1p(libm::exp(z))
}

/// The mean loss.
fn of_each((z, y): &Outputs, loss: fn(f64, f64) -> f64) -> Answer {
    Answer::from(z.iter().zip(y).map(|(&z, &y)| loss(z, y)).sum::<f64>() / z.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nn_course::data::normalize::Normalizer;
    use nn_course::network::cost;
    use nn_course::network::init::Initializer;

    /// The crate's own functions pass.
    #[test]
    fn the_crate_solves_them() {
        let checked = normalize(|train, test| {
            let normalizer = Normalizer::fit(train).unwrap();
            (normalizer.transform(train).unwrap(), normalizer.transform(test).unwrap())
        });
        assert_eq!(checked.score(), (3, 3), "{checked:?}");
        let checked = random_layer(|n_out, n_in, scale, rng| {
            Ok((Initializer::Random { scale }.weights(n_out, n_in, rng)?, Matrix::zeros((n_out, 1))))
        });
        assert_eq!(checked.score(), (3, 3), "{checked:?}");
        let checked = he_weights(|n_out, n_in, rng| Initializer::He.weights(n_out, n_in, rng));
        assert_eq!(checked.score(), (4, 4), "{checked:?}");
        let checked = cost_from_logits(|z, y| cost::from_logits(z, y).unwrap());
        assert_eq!(checked.score(), (4, 4), "{checked:?}");
    }
}
