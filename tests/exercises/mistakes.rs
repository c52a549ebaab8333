// The usual mistakes of each exercise, as edits of its solution in the notebook: what is written there, what somebody writes
// in its place, and words of the answer that the check must give.

/// What the solution says, what the mistaken function says in its place, and a part of the check's advice.
pub type Mistake = (&'static str, &'static str, &'static str);

pub const MISTAKES: &[(&str, &[Mistake])] = &[
    (
        "examples_needed",
        &[
            ("m.ceil() as usize", "m as usize", "you round down"),
            ("1.96 / reach", "1.0 / reach", "The 1.96 is missing"),
            ("(1.96 / reach).powi(2)", "1.96 / reach", "The square is missing"),
            ("(1.96 / reach).powi(2)", "1.96 / reach.powi(2)", "1.96 is to be squared too"),
            ("accuracy * (1.0 - accuracy)", "accuracy", "the variance of one draw is p (1 − p)"),
        ],
    ),
    (
        "diagnose",
        &[
            ("train - human", "train", "You judge the bias by the train error alone"),
            ("dev - train", "dev - human", "not from human to dev"),
            ("dev - train", "dev", "You judge the variance by the dev error alone"),
            ("(bias >= 0.02, variance >= 0.02)", "(variance >= 0.02, bias >= 0.02)", "the wrong way round"),
            ("(bias >= 0.02, variance >= 0.02)", "(bias >= 2.0, variance >= 2.0)", "not percent"),
            ("(bias >= 0.02, variance >= 0.02)", "(train >= 0.02, dev >= 0.02)", "You judge errors"),
        ],
    ),
    (
        "where_to_look",
        &[
            ("let variance = train_dev - train;", "let variance = dev - train;", "You call the whole gap"),
            ("let variance = train_dev - train;\n    let mismatch = dev - train_dev;",
             "let mismatch = train_dev - train;\n    let variance = dev - train_dev;", "the wrong way round"),
            ("let bias = train - human;\n    let variance = train_dev - train;\n    let mismatch = dev - train_dev;",
             "let (bias, variance, mismatch) = (train, train_dev, dev);", "compare the gaps"),
            ("train - human", "train", "human-level error comes off first"),
            ("bias > variance && bias > mismatch {\n        Cause::AvoidableBias\n    } else if variance > mismatch",
             "bias < variance && bias < mismatch {\n        Cause::AvoidableBias\n    } else if variance < mismatch",
             "the smallest gap"),
        ],
    ),
    (
        "normalize",
        &[
            ("(test - &mu) / &sigma)",
             "{ let m = test.ncols() as f64; let mu: Matrix = test.sum_axis(Axis(1)).insert_axis(Axis(1)) / m; let c: Matrix = \
              test - &mu; let s: Matrix = ((&c * &c).sum_axis(Axis(1)).insert_axis(Axis(1)) / m).sqrt(); c / s })",
             "normalized with its own mean"),
            (" / m).sqrt();", " / m);", "You divide by the variance"),
            (".insert_axis(Axis(1)) / m).sqrt();", ".insert_axis(Axis(1)) / (m - 1.0)).sqrt();", "not by m − 1"),
            ("(centred / &sigma, (test - &mu) / &sigma)", "(train / &sigma, test / &sigma)", "the mean is not taken off"),
            ("(centred / &sigma, (test - &mu) / &sigma)", "(centred.clone(), test - &mu)", "don't divide by σ"),
            ("(&centred * &centred)", "(train * train)", "σ is taken of the raw inputs"),
        ],
    ),
    (
        "random_layer",
        &[
            (" * scale", "", "The scale is missing"),
            ("normal_matrix((n_out, n_in)", "normal_matrix((n_in, n_out)", "W has the shape (n_in, n_out)"),
            ("Matrix::zeros((n_out, 1))", "random::normal_matrix((n_out, 1), 0.0, 1.0, rng)?", "The biases are random"),
            ("Matrix::zeros((n_out, 1))", "Matrix::zeros((1, n_out))", "The biases are a row"),
            ("Matrix::zeros((n_out, 1))", "Matrix::zeros((n_in, 1))", "one entry for each input"),
            ("* scale", "* scale.sqrt()", "You use scale as a variance"),
            ("* scale", "/ scale", "You divide by scale"),
            ("random::normal_matrix((n_out, n_in), 0.0, 1.0, rng)? * scale", "Matrix::from_elem((n_out, n_in), scale)", "All weights are equal"),
        ],
    ),
    (
        "he_weights",
        &[
            ("2.0 / n_in as f64", "2.0 / n_out as f64", "You divide by n[l]"),
            ("(2.0 / n_in as f64).sqrt()", "(2.0 / n_in as f64)", "The square root is missing"),
            ("2.0 / n_in", "1.0 / n_in", "Xavier's rule"),
            ("2.0 / n_in as f64", "2.0 / (n_in + n_out) as f64", "Glorot and Bengio's rule"),
            ("normal_matrix((n_out, n_in)", "normal_matrix((n_in, n_out)", "W has the shape (n_in, n_out)"),
            (" * (2.0 / n_in as f64).sqrt()", "", "standard normal numbers"),
            ("2.0 / n_in as f64", "n_in as f64 / 2.0", "You multiply by n_in/2"),
        ],
    ),
    (
        "cost_from_logits",
        &[
            ("sum += z.max(0.0) - z * y + (1.0 + (-z.abs()).exp()).ln();",
             "let p = 1.0 / (1.0 + (-z).exp()); sum -= y * p.ln() + (1.0 - y) * (1.0 - p).ln();", "don't go by ŷ"),
            ("z.max(0.0) - z * y + (1.0 + (-z.abs())", "z - z * y + (1.0 + (-z)", "e^(−z) overflows"),
            ("z.max(0.0) - z * y + (1.0 + (-z.abs())", "-z * y + (1.0 + z", "e^z overflows"),
            (" / y.len() as f64", "", "This is the sum over the examples"),
            ("z.max(0.0) - z * y", "-z * y", "max(z, 0) is missing"),
            ("- z * y", "+ z * y", "the wrong sign"),
        ],
    ),
    (
        "l2_penalty",
        &[
            ("(2.0 * m as f64)", "m as f64", "Twice too large"),
            ("(2.0 * m as f64)", "2.0", "The 1/m is missing"),
            ("w.mapv(|v| v * v).sum()", "w.mapv(|v| v * v).sum().sqrt()", "You use the norm"),
            ("|v| v * v", "|v: f64| v.abs()", "that is L1"),
            ("w.mapv(|v| v * v).sum()", "w.sum()", "plus and minus cancel"),
            ("squares += ", "squares = ", "Only the last layer counts"),
            ("in weights", "in &weights[..1]", "Only the first layer counts"),
        ],
    ),
    (
        "l2_gradients",
        &[
            ("lambda / m as f64", "lambda / (2.0 * m as f64)", "the 2 cancels"),
            ("    gradients\n}",
             "    for (db, layer) in gradients.db.iter_mut().zip(network.layers()) {\n        *db += &(lambda / m as f64 * layer.b());\n    }\n    gradients\n}",
             "The biases are not in the penalty"),
            ("lambda / m as f64", "lambda", "The 1/m is missing"),
            ("*dw += ", "*dw -= ", "added to dW, not taken off"),
            ("*dw += &(lambda / m as f64 * layer.w());", "*dw = lambda / m as f64 * layer.w();", "the penalty's gradient alone"),
            ("lambda / m as f64", "0.0", "You give back what backpropagation gave"),
            ("network.layers())", "network.layers()).take(1)", "Only the first layer has its term"),
            ("network.layers())", "network.layers()).skip(1)", "Only the last layer has its term"),
        ],
    ),
    (
        "dropout_forward",
        &[
            ("u < keep_prob", "u > keep_prob", "Kept and dropped are the wrong way round"),
            ("a * &d / keep_prob", "a * &d", "You don't divide by keep_prob"),
            ("a * &d / keep_prob", "a * &d * keep_prob", "You multiply by keep_prob"),
            ("    let d", "    let keep_prob = 1.0 - keep_prob;\n    let d", "the probability of *keeping*"),
            ("a * &d / keep_prob", "a / keep_prob", "never drop"),
            ("a * &d / keep_prob", "a * &d / (1.0 - keep_prob)", "not by 1 − keep_prob"),
            ("(a, d)", "(a, d / keep_prob)", "A is right; D must hold 0 and 1 only"),
        ],
    ),
    (
        "dropout_backward",
        &[
            ("da * d / keep_prob", "da / keep_prob", "The mask is forgotten"),
            ("da * d / keep_prob", "da * d", "The division is forgotten"),
            ("/ keep_prob", "* keep_prob", "You multiply by keep_prob"),
            ("da * d", "da * (1.0 - d)", "the wrong way round"),
            ("da * d / keep_prob", "da.clone()", "You give dA back as it is"),
            ("/ keep_prob", "/ (1.0 - keep_prob)", "not by 1 − keep_prob"),
            ("/ keep_prob", "/ keep_prob / keep_prob", "once"),
        ],
    ),
    (
        "early_stop",
        &[
            ("return (best, i);",
             "let lowest = (0..dev_costs.len()).fold(0, |b, k| if dev_costs[k] < dev_costs[b] { k } else { b });\n            return (lowest, i);",
             "You look into the future"),
            ("i - best == patience", "i > best", "You stop at the first measurement"),
            ("i - best == patience", "i - best == patience + 1", "one measurement too late"),
            ("return (best, i);", "return (i, i);", "You keep the last network"),
            ("    let mut best = 0;\n    for i in 0..dev_costs.len() {\n        if dev_costs[i] < dev_costs[best] {\n            best = i;\n        }\n        if i - best == patience {",
             "    let (mut best, mut waited) = (0, 0);\n    for i in 1..dev_costs.len() {\n        if dev_costs[i] < dev_costs[best] {\n            \
              best = i;\n        }\n        waited = if dev_costs[i] < dev_costs[i - 1] { 0 } else { waited + 1 };\n        if waited == patience {",
             "compare with the best so far"),
            ("    let mut best = 0;\n    for i in 0..dev_costs.len() {\n        if dev_costs[i] < dev_costs[best] {\n            best = i;\n        }\n        if i - best == patience {",
             "    let (mut best, mut waited) = (0, 0);\n    for i in 1..dev_costs.len() {\n        if dev_costs[i] < dev_costs[best] {\n            \
              best = i;\n        } else {\n            waited += 1;\n        }\n        if waited == patience {",
             "a new best resets it"),
            ("dev_costs[i] < dev_costs[best]", "dev_costs[i] <= dev_costs[best]", "An equal cost is no improvement"),
        ],
    ),
    (
        "check_one_dimension",
        &[
            ("j(theta - epsilon)) / (2.0 * epsilon)", "j(theta)) / epsilon", "the one-sided slope"),
            ("(j(theta + epsilon) - j(theta - epsilon)) / (2.0 * epsilon)", "(j(theta) - j(theta - epsilon)) / epsilon", "the slope to the left"),
            ("(2.0 * epsilon)", "epsilon", "twice too large"),
            ("(2.0 * epsilon)", "2.0 * epsilon", "Brackets are missing"),
            (" / (grad.abs() + approx.abs())", "", "the absolute difference"),
            ("(grad.abs() + approx.abs())", "grad.abs()", "The denominator has both"),
            ("(grad - approx).abs()", "(grad - approx)", "A difference is not negative"),
            ("(grad.abs() + approx.abs())", "(grad + approx)", "absolute values below the line"),
        ],
    ),
    (
        "relative_difference",
        &[
            (".sum::<f64>().sqrt()", ".sum::<f64>()", "The square root is missing"),
            (" / (norm(gradient) + norm(approximation))", "", "the absolute difference"),
            ("(norm(gradient) + norm(approximation))", "norm(gradient)", "The denominator has both norms"),
            ("(norm(gradient) + norm(approximation))",
             "norm(&gradient.iter().zip(approximation).map(|(g, a)| g + a).collect::<Vec<f64>>())", "not the norm of the sum"),
            ("x * x).sum::<f64>().sqrt()", "x.abs()).sum::<f64>()", "You add up absolute values"),
            ("norm(&difference)", "(norm(gradient) - norm(approximation)).abs()", "not the difference of the norms"),
            ("norm(gradient) + norm", "norm(gradient) * norm", "the product of the norms"),
        ],
    ),
    (
        "numerical_gradient",
        &[
            ("plus[i] += epsilon;\n        minus[i] -= epsilon;",
             "plus.iter_mut().for_each(|t| *t += epsilon);\n        minus.iter_mut().for_each(|t| *t -= epsilon);", "all components at once"),
            ("    for i in 0..theta.len() {\n        let (mut plus, mut minus) = (theta.to_vec(), theta.to_vec());",
             "    let (mut plus, mut minus) = (theta.to_vec(), theta.to_vec());\n    for i in 0..theta.len() {", "not put back"),
            ("        slopes.push((j(&plus) - j(&minus)) / (2.0 * epsilon));", "        slopes.push((j(&plus) - j(theta)) / epsilon);", "the one-sided slope"),
            ("(2.0 * epsilon)", "epsilon", "Twice too large"),
            ("j(&plus) - j(&minus)", "j(&minus) - j(&plus)", "the wrong way round"),
            ("plus[i] += epsilon;\n        minus[i] -= epsilon;", "plus[i] = epsilon;\n        minus[i] = -epsilon;", "don't replace it"),
        ],
    ),
];
