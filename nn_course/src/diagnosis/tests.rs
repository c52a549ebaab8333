use super::{diagnose::Errors, gap::Cause, gap::Finding, uncertainty::Measured};
use crate::{data::dataset::Dataset, network::layers::Network};
use ndarray::array;

/// The lecture's table: cats, which people know with an error of about 0%.
#[test]
fn the_lectures_table() {
    let verdict = |human: f64, train: f64, dev: f64| Errors::new(train, dev).human(human).diagnose().unwrap().verdict();
    assert_eq!(verdict(0.0, 0.01, 0.11), "low bias and high variance");
    assert_eq!(verdict(0.0, 0.15, 0.16), "high bias and low variance");
    assert_eq!(verdict(0.0, 0.15, 0.30), "high bias and high variance");
    assert_eq!(verdict(0.0, 0.005, 0.01), "low bias and low variance");
    assert_eq!(verdict(0.15, 0.15, 0.16), "low bias and low variance");
}

#[test]
fn the_recipe_looks_at_bias_first() {
    let next = |errors: Errors| errors.diagnose().unwrap().next().map(|gap| gap.cause);
    let both = Errors::new(0.15, 0.30);
    assert_eq!(next(both), Some(Cause::AvoidableBias));
    assert_eq!(next(both.human(0.15)), Some(Cause::Variance));
    assert_eq!(next(both.human(0.15).train_dev(0.16)), Some(Cause::DataMismatch));
    assert_eq!(next(Errors::new(0.0, 0.01).test(0.05)), Some(Cause::DevOverfitting));
    assert_eq!(next(Errors::new(0.0, 0.01).test(0.02)), None);
}

#[test]
fn a_train_dev_set_tells_variance_from_mismatch() {
    let errors = Errors::new(0.01, 0.10);
    let sizes = |errors: Errors| -> Vec<(Cause, f64)> {
        errors.diagnose().unwrap().gaps().iter().map(|gap| (gap.cause, (gap.size * 1000.0).round())).collect()
    };
    assert_eq!(sizes(errors), [(Cause::AvoidableBias, 10.0), (Cause::Variance, 90.0)]);
    assert_eq!(
        sizes(errors.train_dev(0.015).test(0.13)),
        [
            (Cause::AvoidableBias, 10.0),
            (Cause::Variance, 5.0),
            (Cause::DataMismatch, 85.0),
            (Cause::DevOverfitting, 30.0)
        ]
    );
    let verdict = errors.train_dev(0.015).test(0.13).diagnose().unwrap().verdict();
    assert_eq!(verdict, "low bias, low variance, high data mismatch and high overfitting of dev");
}

#[test]
fn few_examples_cannot_tell() {
    let finding =
        |train: f64, dev: Measured| Errors::new(train, dev).diagnose().unwrap().gap(Cause::Variance).unwrap().finding;
    assert_eq!(finding(0.01, 0.05.into()), Finding::High);
    assert_eq!(finding(0.01, (0.05, 2000).into()), Finding::High);
    assert_eq!(finding(0.01, (0.05, 20).into()), Finding::Unclear, "1 of 20 is wrong: 0.9% to 23.6%");
    assert_eq!(finding(0.01, (0.0, 20).into()), Finding::Unclear, "0 of 20 is no proof of 0%");
    assert_eq!(finding(0.01, (0.015, 2000).into()), Finding::Low);
    assert_eq!(finding(0.2, (0.1, 1000).into()), Finding::Negative);
    // 2.4 points of 5,000 examples against 0 of 150: the 150 may hide as much.
    let small = Errors::new(0.0, (0.024, 5000)).train_dev((0.0, 150)).diagnose().unwrap();
    assert_eq!(small.gap(Cause::DataMismatch).unwrap().finding, Finding::Unclear);
    // Known to ±1.5 points: better than the threshold, worse than half of it.
    assert_eq!(finding(0.14, (0.15, 2000).into()), Finding::Low);
    // −3 points that may be 0 are not negative.
    assert_eq!(finding(0.1, (0.07, 200).into()), Finding::Unclear);
    // Between two sets that were both measured, both count: 5% ± 2 and 8% ± 2.5.
    let mismatch = |m: usize| Errors::new(0.01, (0.08, m)).train_dev((0.05, m)).diagnose().unwrap();
    assert!(mismatch(2000).is_high(Cause::DataMismatch) && !mismatch(400).is_high(Cause::DataMismatch));
    assert_eq!(mismatch(400).gap(Cause::DataMismatch).unwrap().finding, Finding::Unclear);
}

#[test]
fn the_errors_of_a_network_are_those_of_its_sets() {
    // ŷ > 0.5 exactly where x > 0: wrong on 1 of 4 training examples, and on 2 of 3 dev examples.
    let layer = crate::network::layers::Layer::new(
        array![[1.0]],
        array![[0.0]],
        crate::network::activation::Activation::Sigmoid,
    )
    .unwrap();
    let network = Network::from_layers(vec![layer]).unwrap();
    let train = Dataset::new(array![[1.0, 2.0, -1.0, -2.0]], array![[1.0, 1.0, 0.0, 1.0]]).unwrap();
    let dev = Dataset::new(array![[1.0, 2.0, -1.0]], array![[0.0, 0.0, 0.0]]).unwrap();
    assert_eq!(Errors::of(&network, &train, &dev).unwrap(), Errors::new(0.25, (2.0 / 3.0, 3)));
}

#[test]
fn the_threshold_itself_is_high() {
    let high = |train: f64, dev: f64| Errors::new(train, dev).human(train).diagnose().unwrap().is_high(Cause::Variance);
    assert!(high(0.15, 0.17) && high(0.28, 0.30) && !high(0.15, 0.1699));
    assert!(!high(0.0, 0.0199995), "only rounding is forgiven");
    let strict = Errors::new(0.005, 0.01).threshold(0.005).diagnose().unwrap();
    assert!(strict.is_high(Cause::AvoidableBias) && strict.is_high(Cause::Variance));
}

#[test]
fn the_text_has_every_gap() {
    let text = Errors::new(0.15, (0.30, 1000)).diagnose().unwrap().to_string();
    assert_eq!(
        text,
        "High bias and high variance. Next, the avoidable bias: bigger network, longer training, other architecture.\n\
         avoidable bias, from human 0.0% to train 15.0%: 15.0 points, HIGH: bigger network, longer training, other \
         architecture\n\
         variance, from train 15.0% to dev 30.0%: 15.0 (12.2 to 17.9) points, HIGH: more data, regularization, other \
         architecture"
    );
    let text = Errors::new(-0.0, (0.0196, 100)).diagnose().unwrap().to_string();
    let sentence = "Low bias and unclear variance. Too few examples to tell the variance: measure on more.\n";
    assert!(text.starts_with(sentence), "{text}");
    assert!(text.contains("from human 0.0% to train 0.0%") && text.contains(" 2.0 ("), "{text}");
    assert!(text.ends_with("unclear: measure on more examples: these cannot tell"), "{text}");
    let text = Errors::new(0.01, 0.01).train_dev(0.1).diagnose().unwrap().to_string();
    assert!(text.contains("the dev set is easier than the training data"), "{text}");
    let text = Errors::new(0.1, 0.02).human(0.15).test(0.0).diagnose().unwrap().to_string();
    for words in [
        "Low bias and low variance. Nothing",
        "below human level",
        "training examples are harder",
        "test set is easier",
    ] {
        assert!(text.contains(words), "{text}");
    }
}

#[test]
fn bad_input_is_named() {
    let error = |errors: Errors| errors.diagnose().unwrap_err().to_string();
    let allowed = "allowed: 0 to 1 (write 15% as 0.15)";
    assert_eq!(error(Errors::new(15.0, 0.16)), format!("the train error is 15; {allowed}"));
    assert_eq!(error(Errors::new(0.1, f64::NAN)), format!("the dev error is NaN; {allowed}"));
    assert_eq!(error(Errors::new(0.1, 0.1).human(-0.1)), format!("the human error is -0.1; {allowed}"));
    assert_eq!(error(Errors::new(0.1, 0.1).train_dev(2.0)), format!("the train-dev error is 2; {allowed}"));
    assert_eq!(error(Errors::new(0.1, 0.1).test(2.0)), format!("the test error is 2; {allowed}"));
    assert_eq!(error(Errors::new(0.1, (0.1, 0))), "the number of dev examples is 0; allowed: 1, 2, 3, …");
    assert_eq!(error(Errors::new(0.1, 0.1).threshold(0.0)), "the threshold is 0; allowed: above 0, up to 1");
    assert_eq!(error(Errors::new(0.1, 0.1).threshold(1.5)), "the threshold is 1.5; allowed: above 0, up to 1");
    let none = |set: &str| format!("the number of {set} examples is 0; allowed: 1, 2, 3, …");
    assert_eq!(error(Errors::new(0.1, 0.1).train_dev((0.1, 0))), none("train-dev"));
    assert_eq!(error(Errors::new(0.1, 0.1).test((0.1, 0))), none("test"));
}
