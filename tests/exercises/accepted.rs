// Mutants that a check accepts though they are other functions: the exercise, what was written and what stands there instead, and why.

pub const ACCEPTED: &[(&str, &str, &str)] = &[
    (
        "random_layer",
        "random::normal_matrix((n_out, n_in), 0.0, 1.0, rng)? * scale → negative(random::normal_matrix((n_out, n_in), 0.0, 1.0, rng)? * scale)",
        NEGATIVE,
    ),
    (
        "random_layer",
        "random::normal_matrix((n_out, n_in), 0.0, 1.0, rng)? → negative(random::normal_matrix((n_out, n_in), 0.0, 1.0, rng)?)",
        NEGATIVE,
    ),
    ("random_layer", "scale → negative(scale)", NEGATIVE),
    ("random_layer", "w → negative(w)", NEGATIVE),
    (
        "he_weights",
        "random::normal_matrix((n_out, n_in), 0.0, 1.0, rng)? * (2.0 / n_in as f64).sqrt() → negative(random::normal_matrix((n_out, n_in), 0.0, 1.0, rng)? * (2.0 / n_in as f64).sqrt())",
        NEGATIVE,
    ),
    (
        "he_weights",
        "random::normal_matrix((n_out, n_in), 0.0, 1.0, rng)? → negative(random::normal_matrix((n_out, n_in), 0.0, 1.0, rng)?)",
        NEGATIVE,
    ),
    (
        "he_weights",
        "random::normal_matrix((n_out, n_in), 0.0, 1.0, rng)? → rounded(random::normal_matrix((n_out, n_in), 0.0, 1.0, rng)?)",
        ROUNDED,
    ),
    ("he_weights", "(2.0 / n_in as f64).sqrt() → negative((2.0 / n_in as f64).sqrt())", NEGATIVE),
    ("he_weights", "(2.0 / n_in as f64).sqrt() → at_most_1((2.0 / n_in as f64).sqrt())", ONE_INPUT),
    ("he_weights", "2.0 / n_in as f64 → at_most_1(2.0 / n_in as f64)", ONE_INPUT),
];

const NEGATIVE: &str = "other numbers of the same distribution, which is all that is asked for";
const ONE_INPUT: &str = "another function only for a layer with a single input, which is hardly one; and there 2 / n_in of whole numbers, a usual mistake, would be right";
const ROUNDED: &str = "rounded normal numbers have a deviation of 1.04: 4% off, of which 20,000 numbers may hide half a percent, and the check allows 3.5%";
