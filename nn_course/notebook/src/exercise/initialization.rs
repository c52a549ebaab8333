//! The exercises of notebook 02.

use super::answer::{Answer, list, matrix};
use super::checked::Checked;
use super::task::{Task, mistakes};
use ndarray::{Axis, array};
use nn_course::Matrix;
use nn_course::support::error::{Error, Result};
use nn_course::support::random::{self, NumpyRng};

/// Exercise 2.1, (X of the training set (n_x, m), X of the test set (n_x, m_test)) → both, normalized.
pub fn normalize(yours: fn(&Matrix, &Matrix) -> (Matrix, Matrix)) -> Checked {
    let task: Task<(Matrix, Matrix)> = Task {
        title: "Exercise 2.1",
        function: "normalize",
        // Means of either sign. Each set has several features, because the statistics of the whole matrix are right for one. The second is square, because
        // ndarray takes a list for a row there, and gives numbers in place of a panic.
        inputs: vec![
            (array![[1.0, 3.0, 5.0], [10.0, 10.0, 40.0]], array![[4.0, 2.0], [30.0, 16.0]]),
            (
                array![[0.0, 4.0, 2.0], [-2.0, 6.0, 5.0], [1.0, 1.5, 8.0]],
                array![[8.0, 1.0, 2.0], [0.0, 5.0, 2.0], [1.0, 2.0, 0.5]],
            ),
            (array![[2.0, 4.0, 9.0, 5.0], [-1.0, 0.0, -3.0, -10.0]], array![[1.0, 2.0, 6.0], [0.0, 4.0, -3.0]]),
        ],
        given: |(train, test)| format!("train {}, test {}", matrix(train), matrix(test)),
        right: |sets @ (train, _)| by(train, sets),
        mistakes: mistakes![|sets @ (train, test)|
            "The test set is normalized with its own mean and deviation; it goes through the same μ and σ as the training set."
                => both(normal(train, train), normal(test, test)),
            "The test set's own mean is taken off; the training set's μ belongs to both."
                => both(normal(train, train), (test - &mean(test)) / deviation(train)),
            "The test set is divided by its own deviation; the training set's σ belongs to both."
                => both(normal(train, train), (test - &mean(train)) / deviation(test)),
            "μ and σ are of both sets together, so the test set leaks into training; they are the training set's."
                => by(&ndarray::concatenate![Axis(1), train.view(), test.view()], sets),
            "μ and σ are taken over the whole matrix; each feature has its own μ and σ: take them over Axis(1)."
                => by(&flat(train), sets); both(normal(train, &flat(train)), normal(test, &flat(test))),
            "σ is taken over the whole matrix; each feature has its own σ: take it over Axis(1), as you take μ."
                => scaled(sets, &mean(train), &deviation(&flat(train)));
                   scaled(sets, &mean(train), &size(&flat(&(train - &mean(train))))),
            "μ is taken over the whole matrix; each feature has its own μ: take it over Axis(1), as you take σ."
                => scaled(sets, &mean(&flat(train)), &deviation(train));
                   scaled(sets, &mean(&flat(train)), &size(&(train - &mean(&flat(train))))),
            "μ and σ are taken over Axis(0), so they belong to examples; each feature has its own μ and σ: take them over Axis(1)."
                => both(across(train, train), across(test, train)); both(across(train, train), across(test, test));
                   by(&turned(train), sets),
            "One μ and one σ are used for all features; each feature has its own: keep them as columns of shape (n_x, 1)."
                => by(&feature(train, 0), sets); by(&feature(train, train.nrows() - 1), sets);
                   scaled(sets, &mean(&flat(train)), &mean(&turned(&deviation(train)))),
            "Only the training set is normalized; the test set goes through the same μ and σ."
                => both(normal(train, train), test.clone()),
            "You divide by the variance σ²; divide by its square root, σ."
                => scaled(sets, &mean(train), &deviation(train).mapv(|sigma| sigma * sigma)),
            "The variance is divided by m here, the number of examples, not by m − 1." => {
                let m = train.ncols() as f64;
                scaled(sets, &mean(train), &(deviation(train) * (m / (m - 1.0)).sqrt()))
            },
            "You divide by the number of rows, n_x; the number of examples is m, x.ncols()." => {
                let m_by_n = train.ncols() as f64 / train.nrows() as f64;
                let mu = mean(train) * m_by_n;
                scaled(sets, &mu, &(size(&(train - &mu)) * m_by_n.sqrt()))
            },
            "Only the mean is divided by σ: put the difference in parentheses, (x − μ) / σ."
                => both(train - &(mean(train) / deviation(train)), test - &(mean(train) / deviation(train))),
            "You map each feature to 0 … 1, by its least and largest value; here it gets mean 0 and variance 1: (x − μ) / σ."
                => { let (least, range) = reach(train); scaled(sets, &least, &range) };
                   both(within(train, train), within(test, test)),
            "You divide by the norm, which grows with m; σ is the root of the *mean* square."
                => scaled(sets, &mean(train), &(deviation(train) * (train.ncols() as f64).sqrt())),
            "You add a number to the variance or to σ; here the formula has none: σ is never 0."
                => stabilized(sets, 1e-5); stabilized(sets, 1e-3);
                   scaled(sets, &mean(train), &(deviation(train) + 1e-5)); scaled(sets, &mean(train), &(deviation(train) + 1e-3)),
            "You divide by σ, but the mean is not taken off." => both(train / deviation(train), test / deviation(train)),
            "You take the mean off, but don't divide by σ." => both(train - &mean(train), test - &mean(train)),
            "σ is taken of the raw inputs; the mean must come off before squaring."
                => scaled(sets, &mean(train), &size(train)),
        ],
    };
    task.check(|(train, test)| {
        let (train, test) = yours(train, test);
        Ok(both(train, test))
    })
}

fn both(train: Matrix, test: Matrix) -> Answer {
    Answer::named([("train", train.into()), ("test", test.into())])
}

/// Both sets with one μ and one σ.
fn scaled((train, test): &(Matrix, Matrix), mu: &Matrix, sigma: &Matrix) -> Answer {
    both((train - mu) / sigma, (test - mu) / sigma)
}

/// Both sets with the μ and σ of x.
fn by(x: &Matrix, sets: &(Matrix, Matrix)) -> Answer {
    scaled(sets, &mean(x), &deviation(x))
}

/// Both sets with a number added to the variance.
fn stabilized(sets: &(Matrix, Matrix), added: f64) -> Answer {
    scaled(sets, &mean(&sets.0), &deviation(&sets.0).mapv(|sigma| (sigma * sigma + added).sqrt()))
}

/// The least entry of each feature (n_x, 1), and how far the largest is from it.
fn reach(x: &Matrix) -> (Matrix, Matrix) {
    let of =
        |fold: fn(f64, f64) -> f64, from: f64| x.fold_axis(Axis(1), from, |a, b| fold(*a, *b)).insert_axis(Axis(1));
    let least = of(f64::min, f64::INFINITY);
    let range = of(f64::max, f64::NEG_INFINITY) - &least;
    (least, range)
}

/// A set between the least and the largest entry of another.
fn within(set: &Matrix, of: &Matrix) -> Matrix {
    let (least, range) = reach(of);
    (set - &least) / range
}

/// A set with the μ and σ of another.
fn normal(set: &Matrix, of: &Matrix) -> Matrix {
    (set - &mean(of)) / deviation(of)
}

/// A set with the μ and σ of another over Axis(0).
fn across(set: &Matrix, of: &Matrix) -> Matrix {
    turned(&normal(&turned(set), &turned(of)))
}

/// μ (n_x, 1).
fn mean(x: &Matrix) -> Matrix {
    x.sum_axis(Axis(1)).insert_axis(Axis(1)) / x.ncols() as f64
}

/// σ (n_x, 1).
fn deviation(x: &Matrix) -> Matrix {
    size(&(x - &mean(x)))
}

/// The root of the mean square of each feature (n_x, 1).
fn size(x: &Matrix) -> Matrix {
    mean(&(x * x)).sqrt()
}

/// All entries in one row.
fn flat(x: &Matrix) -> Matrix {
    Matrix::from_shape_fn((1, x.len()), |(_, i)| x[[i / x.ncols(), i % x.ncols()]])
}

/// One row.
fn feature(x: &Matrix, i: usize) -> Matrix {
    x.select(Axis(0), &[i])
}

/// The transpose.
fn turned(x: &Matrix) -> Matrix {
    x.t().to_owned()
}

/// A seed for the learner's generator.
const SEED: u32 = 7;

/// What a learner writes for [`random_layer`].
type RandomLayer = fn(usize, usize, f64, &mut NumpyRng) -> Result<(Matrix, Matrix)>;

/// Exercise 2.2, (n_out, n_in, scale, generator) → W (n_out, n_in) from N(0, 1) times scale, and b (n_out, 1) of zeros.
pub fn random_layer(yours: RandomLayer) -> Checked {
    let task: Task<(usize, usize, f64)> = Task {
        title: "Exercise 2.2",
        function: "random_layer",
        inputs: vec![(200, 100, 10.0), (100, 300, 0.01), (400, 50, 4.0)],
        given: |(n_out, n_in, scale)| format!("n_out {n_out}, n_in {n_in}, scale {scale}"),
        right: |&(n_out, n_in, scale)| layer((n_out, n_in), scale, (n_out, 1)),
        mistakes: mistakes![|&(n_out, n_in, scale)|
            "The scale is missing: W is a standard normal matrix times scale." => layer((n_out, n_in), 1.0, (n_out, 1)),
            "W has the shape (n_in, n_out); a row for each unit of this layer, a column for each input: (n_out, n_in)."
                => layer((n_in, n_out), scale, (n_out, 1)),
            "The biases are not 0; they may all start at 0, since the weights already tell the units apart."
                => weights_and_biases(Answer::normal((n_out, n_in), scale), &Matrix::ones((n_out, 1))),
            "The biases have one entry for each input; each unit has one: shape (n_out, 1)."
                => layer((n_out, n_in), scale, (n_in, 1)),
            "The biases are a row; a column of shape (n_out, 1) is added to each example's column of W·A."
                => layer((n_out, n_in), scale, (1, n_out)),
            "n_out and n_in are the wrong way round: W is (n_out, n_in), b is (n_out, 1)."
                => layer((n_in, n_out), scale, (n_in, 1)),
            "You multiply by scale two times; once is enough." => layer((n_out, n_in), scale * scale, (n_out, 1)),
            "The scale is given: multiply by the argument `scale`, not by a number of your own."
                => layer((n_out, n_in), 0.01, (n_out, 1)); layer((n_out, n_in), 10.0, (n_out, 1));
                   layer((n_out, n_in), 0.1, (n_out, 1)),
            "That is a rule of the next sections, which needs no scale; here multiply by `scale` alone."
                => layer((n_out, n_in), root(2, n_in), (n_out, 1)); layer((n_out, n_in), root(1, n_in), (n_out, 1));
                   layer((n_out, n_in), scale * root(2, n_in), (n_out, 1)); layer((n_out, n_in), scale * root(1, n_in), (n_out, 1)),
            "You divide by scale; multiply by it." => layer((n_out, n_in), 1.0 / scale, (n_out, 1)),
            "These are uniform numbers; the standard normal distribution is asked for, `random::normal_matrix`."
                => uniform((n_out, n_in), -scale, scale); uniform((n_out, n_in), 0.0, scale);
                   uniform((n_out, n_in), -0.5 * scale, 0.5 * scale); uniform((n_out, n_in), 0.0, 2.0 * scale);
                   uniform((n_out, n_in), -scale * 3.0_f64.sqrt(), scale * 3.0_f64.sqrt());
                   uniform((n_out, n_in), -1.0, 1.0); uniform((n_out, n_in), 0.0, 1.0),
            "You use scale as a variance; it is the factor itself: no square root."
                => layer((n_out, n_in), scale.sqrt(), (n_out, 1)),
            "All weights are equal, so all units will stay equal: draw them from `rng`." => weights_and_biases(
                Answer::drawn(&Matrix::from_elem((n_out, n_in), scale)), &Matrix::zeros((n_out, 1))),
        ],
    };
    task.check(|&(n_out, n_in, scale)| {
        let mut rng = NumpyRng::seed(SEED);
        let (w, b) = yours(n_out, n_in, scale, &mut rng)?;
        Ok(weights_and_biases(drawn(&w, rng)?, &b))
    })
}

/// The weights, if they come from the generator that the function was given.
fn drawn(w: &Matrix, mut rng: NumpyRng) -> Result<Answer> {
    let next = |rng: &mut NumpyRng| random::normal_matrix((1, 1), 0.0, 1.0, rng);
    let untouched = next(&mut rng)? == next(&mut NumpyRng::seed(SEED))?;
    // Equal weights are a mistake of their own.
    match untouched && w.iter().any(|v| *v != w[[0, 0]]) {
        true => Err(Error::Outside(
            "the weights do not come from `rng`; allowed: numbers drawn from the generator that is given".into(),
        )),
        false => Ok(Answer::drawn(w)),
    }
}

/// Weights that are uniform between two numbers, and biases of 0.
fn uniform(of_w: (usize, usize), low: f64, high: f64) -> Answer {
    let w = Answer::uniform(of_w, low, high);
    weights_and_biases(w, &Matrix::zeros((of_w.0, 1)))
}

/// Random weights, and biases of 0.
fn layer(of_w: (usize, usize), deviation: f64, of_b: (usize, usize)) -> Answer {
    weights_and_biases(Answer::normal(of_w, deviation), &Matrix::zeros(of_b))
}

/// Weights, and whether the biases are all 0, in one number: 0 if they are, else 1.
fn weights_and_biases(w: Answer, b: &Matrix) -> Answer {
    let all_zero = b.iter().all(|v| *v == 0.0);
    let what = if all_zero { "all 0" } else { "not all 0" };
    let text = format!("shape ({}, {}), {what}", b.nrows(), b.ncols());
    Answer::named([("W", w), ("b", Answer::new(text, b.dim(), vec![f64::from(u8::from(!all_zero))]))])
}

/// Exercise 2.3, (n_out, n_in, generator) → W (n_out, n_in) by He's rule, Var(w) = 2/n_in.
pub fn he_weights(yours: fn(usize, usize, &mut NumpyRng) -> Result<Matrix>) -> Checked {
    let task: Task<(usize, usize)> = Task {
        title: "Exercise 2.3",
        function: "he_weights",
        // With few inputs, one more or less shows.
        inputs: vec![(200, 100), (100, 400), (4000, 5), (150, 250)],
        given: |(n_out, n_in)| format!("n_out {n_out}, n_in {n_in}"),
        right: |&(n_out, n_in)| weights((n_out, n_in), root(2, n_in)),
        mistakes: mistakes![|&(n_out, n_in)|
            "You divide by n[l], the units of this layer; the fan-in is n[l-1]: divide by n_in."
                => weights((n_out, n_in), root(2, n_out)),
            "The square root is missing: 2/n_in is the variance, and a normal number is multiplied by the standard deviation."
                => weights((n_out, n_in), 2.0 / n_in as f64),
            "That is Xavier's rule, 1/n_in, for tanh; ReLU drops half of the signal, so He's has 2/n_in."
                => weights((n_out, n_in), root(1, n_in)),
            "That is Glorot and Bengio's rule, 2/(n_in + n_out); He's has the fan-in alone."
                => weights((n_out, n_in), root(2, n_in + n_out)),
            "W has the shape (n_in, n_out); a row for each unit of this layer, a column for each input: (n_out, n_in)."
                => weights((n_in, n_out), root(2, n_in)),
            "n_out and n_in are the wrong way round: W is (n_out, n_in), and the fan-in is n_in."
                => weights((n_in, n_out), root(2, n_out)),
            "The root is over the 2 alone: √(2/n_in), not √2/n_in."
                => weights((n_out, n_in), root(2, 1) / n_in as f64),
            "All weights are 0: 2 / n_in of whole numbers is 0. Write 2.0 / n_in as f64."
                => Answer::drawn(&Matrix::zeros((n_out, n_in))).of_any_shape(),
            "All weights are equal, so all units will stay equal: draw them from `rng`."
                => Answer::drawn(&Matrix::from_elem((n_out, n_in), root(2, n_in))).of_any_shape(),
            "√(2/n_in) is the deviation, not the mean: the weights scatter around 0."
                => Answer::normal_around(root(2, n_in), (n_out, n_in), 1.0).of_any_shape(),
            "A uniform number between −a and a has the variance a²/3; for 2/n_in it must reach to a = √(6/n_in)."
                => weights((n_out, n_in), root(2, 3 * n_in)),
            "A uniform number between 0 and a has the mean a/2; the weights scatter around 0."
                => Answer::uniform((n_out, n_in), 0.0, root(2, n_in)).of_any_shape();
                   Answer::uniform((n_out, n_in), 0.0, root(6, n_in)).of_any_shape(),
            "The numbers are multiplied by the variance two times; once by its square root, √(2/n_in)."
                => weights((n_out, n_in), 4.0 / (n_in * n_in) as f64),
            "A fixed factor does not know how many inputs there are: multiply by √(2/n_in)."
                => weights((n_out, n_in), 0.01); weights((n_out, n_in), 0.1); weights((n_out, n_in), 10.0);
                   weights((n_out, n_in), 2.0_f64.sqrt()),
            "You multiply by n_in under the root; divide by it: the more inputs, the smaller the weights, √(2/n_in)."
                => weights((n_out, n_in), (2.0 * n_in as f64).sqrt()),
            "These are standard normal numbers; multiply them by √(2/n_in)." => weights((n_out, n_in), 1.0),
            "You multiply by n_in/2 under the root; the more inputs, the smaller the weights: 2/n_in."
                => weights((n_out, n_in), root(n_in, 2)),
        ],
    };
    task.check(|&(n_out, n_in)| {
        let mut rng = NumpyRng::seed(SEED);
        Ok(drawn(&yours(n_out, n_in, &mut rng)?, rng)?.of_any_shape())
    })
}

/// Weights of mean 0 and this deviation, however they are distributed.
fn weights(dim: (usize, usize), deviation: f64) -> Answer {
    Answer::normal(dim, deviation).of_any_shape()
}

/// √(a/b).
fn root(a: usize, b: usize) -> f64 {
    (a as f64 / b as f64).sqrt()
}

/// Exercise 2.4, (Z of the last layer (1, m), Y (1, m)) → J, finite for every z.
pub fn cost_from_logits(yours: fn(&Matrix, &Matrix) -> f64) -> Checked {
    let task: Task<(Vec<f64>, Vec<f64>)> = Task {
        title: "Exercise 2.4",
        function: "cost_from_logits",
        inputs: vec![
            (vec![0.0, 2.0, -1.0, 0.5], vec![1.0, 1.0, 0.0, 0.0]),
            (vec![3.0, -3.0], vec![0.0, 1.0]),
            (vec![800.0, -900.0, 0.1], vec![0.0, 1.0, 1.0]),
            (vec![-750.0, 40.0, -2.0], vec![0.0, 0.0, 1.0]),
            (vec![50.0, -45.0, 0.5], vec![0.0, 1.0, 1.0]),
        ],
        given: |(z, y)| format!("Z [{}], Y [{}]", list(z), list(y)),
        right: |(z, y)| exact_cost(z, y).into(),
        mistakes: mistakes![|(z, y)|
            "For large z the sigmoid rounds to 0 or 1, and its logarithm is infinite: don't go by ŷ, simplify first."
                => mean_loss(z, y, |z, y| cross_entropy(1.0 / (1.0 + libm::exp(-z)), y)),
            "A clipped ŷ is finite, and wrong: the cost of a confident mistake goes on growing with z. Don't go by ŷ."
                => mean_loss(z, y, |z, y| cross_entropy((1.0 / (1.0 + libm::exp(-z))).clamp(1e-15, 1.0 - 1e-15), y)),
            "e^(−z) overflows for large negative z: use e^(−|z|), and max(z, 0) in place of z."
                => mean_loss(z, y, |z, y| z - z * y + soft(-z)),
            "e^z overflows for large z: use e^(−|z|) and add max(z, 0)." => mean_loss(z, y, |z, y| soft(z) - z * y),
            "This is the sum over the examples; J is their mean: divide by m."
                => z.len() as f64 * exact_cost(z, y),
            "The absolute value is missing: e^(−|z|), not e^(−z)."
                => mean_loss(z, y, |z, y| z.max(0.0) - z * y + soft(-z)),
            "It is e^(−|z|): the absolute value and its minus are missing."
                => mean_loss(z, y, |z, y| z.max(0.0) - z * y + soft(z)),
            "The labels are the wrong way round: it is z·y that is taken off, not z·(1 − y)."
                => mean_loss(z, y, |z, y| z.max(0.0) - z * (1.0 - y) + soft(-z.abs())),
            "The logarithm's term is missing: + ln(1 + e^(−|z|))." => mean_loss(z, y, |z, y| z.max(0.0) - z * y),
            "The logarithm's term is added, not taken off." => mean_loss(z, y, |z, y| z.max(0.0) - z * y - soft(-z.abs())),
            "It is max(z, 0), not max(−z, 0)." => mean_loss(z, y, |z, y| (-z).max(0.0) - z * y + soft(-z.abs())),
            "It is max(z, 0), not |z|." => mean_loss(z, y, |z, y| z.abs() - z * y + soft(-z.abs())),
            "A cost is not negative: every sign is the wrong way round." => -exact_cost(z, y),
            "max(z, 0) is missing." => mean_loss(z, y, |z, y| -z * y + soft(-z.abs())),
            "z·y has the wrong sign: it is taken off." => mean_loss(z, y, |z, y| z.max(0.0) + z * y + soft(-z.abs())),
            "The 1 is missing: ln(1 + e^(−|z|))." => mean_loss(z, y, |z, y| z.max(0.0) - z * y - z.abs());
                   mean_loss(z, y, |z, y| z.max(0.0) - z * y + libm::log(libm::exp(-z.abs()))),
            "The logarithm is the natural one, .ln()."
                => mean_loss(z, y, |z, y| z.max(0.0) - z * y + soft(-z.abs()) / std::f64::consts::LN_2);
                   mean_loss(z, y, |z, y| z.max(0.0) - z * y + soft(-z.abs()) / std::f64::consts::LN_10),
            else
            "Right for moderate logits only: for large ones something is infinite or NaN. Don't go by ŷ and its logarithm, simplify first."
                if |input: &(Vec<f64>, Vec<f64>), came: &Answer| right_if_moderate(input, came, |cost| !cost.is_finite()),
            "Right for moderate logits only. Clipping ŷ or z, adding an ε inside the logarithm, or putting 0 for NaN makes the cost finite, and \
             wrong: that of a confident mistake goes on growing with z. Don't go by ŷ, simplify first."
                if |input: &(Vec<f64>, Vec<f64>), came: &Answer| right_if_moderate(input, came, |_| true),
        ],
    };
    let row = |values: &[f64]| Matrix::from_shape_fn((1, values.len()), |(_, i)| values[i]);
    task.check(|(z, y)| Ok(yours(&row(z), &row(y)).into()))
}

/// Whether a cost is nearly right, or is one of large logits that is wrong in this way.
fn right_if_moderate((z, y): &(Vec<f64>, Vec<f64>), came: &Answer, in_this_way: fn(f64) -> bool) -> bool {
    let (cost, expected) = (came.parts[0].numbers[0], exact_cost(z, y));
    (cost - expected).abs() <= 1e-3 * expected || (z.iter().any(|z| z.abs() >= 30.0) && in_this_way(cost))
}

fn exact_cost(z: &[f64], y: &[f64]) -> f64 {
    mean_loss(z, y, |z, y| z.max(0.0) - z * y + soft(-z.abs()))
}

/// ln(1 + e^z).
fn soft(z: f64) -> f64 {
    libm::log1p(libm::exp(z))
}

fn cross_entropy(y_hat: f64, y: f64) -> f64 {
    -(y * libm::log(y_hat) + (1.0 - y) * libm::log(1.0 - y_hat))
}

fn mean_loss(z: &[f64], y: &[f64], loss: fn(f64, f64) -> f64) -> f64 {
    z.iter().zip(y).map(|(&z, &y)| loss(z, y)).sum::<f64>() / z.len() as f64
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
        let checked = he_weights(|n_out, n_in, _| Initializer::He.weights(n_out, n_in, &mut NumpyRng::seed(3)));
        assert_eq!(checked.score(), (0, 4), "a generator of one's own gives every layer the same numbers: {checked:?}");
        let checked = cost_from_logits(|z, y| cost::from_logits(z, y).unwrap());
        assert_eq!(checked.score(), (5, 5), "{checked:?}");
    }
}
