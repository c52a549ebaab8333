//! Activations, their derivatives and dropout, entry by entry for a row of examples. Rows of one call have the same length.

use crate::{exponential, widest};

/// A = max(0, Z). NaN stays NaN.
pub fn relu(z: &[f64], a: &mut [f64]) {
    each(z, a, |z| if z < 0.0 { 0.0 } else { z });
}

/// A = 1 / (1 + e⁻ᶻ).
pub fn sigmoid(z: &[f64], a: &mut [f64]) {
    exponential::negative(z, a);
    change(a, |exp| 1.0 / (1.0 + exp));
}

/// A = tanh Z.
pub fn tanh(z: &[f64], a: &mut [f64]) {
    for (a, z) in a.iter_mut().zip(z) {
        *a = libm::tanh(*z);
    }
}

/// dZ = dA where A > 0, else 0; in the place of dA.
pub fn relu_backward(a: &[f64], da: &mut [f64]) {
    each_with(da, a, |da, a| if a > 0.0 { da } else { 0.0 });
}

/// dZ = dA·a(1 − a) with a = divisor·A; in the place of dA.
pub fn sigmoid_backward(a: &[f64], divisor: f64, da: &mut [f64]) {
    each_with(da, a, move |da, a| {
        let a = a * divisor;
        da * (a * (1.0 - a))
    });
}

/// dZ = dA·(1 − a²) with a = divisor·A; in the place of dA.
pub fn tanh_backward(a: &[f64], divisor: f64, da: &mut [f64]) {
    each_with(da, a, move |da, a| {
        let a = a * divisor;
        da * (1.0 - a * a)
    });
}

/// A = 0 where D is 0, else A / keep_prob. What is dropped is 0 even where it had overflowed.
pub fn drop_units(d: &[f64], keep_prob: f64, a: &mut [f64]) {
    each_with(a, d, move |a, d| {
        // Divided in either case: a division that depends on D is none for vectors.
        let kept = a / keep_prob;
        if d == 0.0 { 0.0 } else { kept }
    });
}

/// dZ = A − Y.
pub fn difference(a: &[f64], y: &[f64], dz: &mut [f64]) {
    each(a, dz, |a| a);
    each_with(dz, y, |a, y| a - y);
}

/// D = 1 where u < keep_prob, else 0, with u = (2²⁶·⌊a/2⁵⌋ + ⌊b/2⁶⌋) / 2⁵³ from the next two words a, b: compared as whole
/// numbers, which is the same and quicker.
pub fn masks(words: &[[u32; 2]], keep_prob: f64, d: &mut [f64]) {
    // keep_prob·2⁵³ is exact, and a whole number is below it just if it is below the next whole number above.
    let limit = (keep_prob * 9_007_199_254_740_992.0).ceil() as i64;
    widest(
        #[inline(always)]
        || {
            for (d, [a, b]) in d.iter_mut().zip(words) {
                let u = (i64::from(a >> 5) << 26) | i64::from(b >> 6);
                *d = if u < limit { 1.0 } else { 0.0 };
            }
        },
    );
}

#[inline(always)]
fn each(z: &[f64], a: &mut [f64], g: impl Fn(f64) -> f64) {
    widest(
        #[inline(always)]
        || {
            for (a, &z) in a.iter_mut().zip(z) {
                *a = g(z);
            }
        },
    );
}

#[inline(always)]
fn change(a: &mut [f64], g: impl Fn(f64) -> f64) {
    widest(
        #[inline(always)]
        || {
            for a in a {
                *a = g(*a);
            }
        },
    );
}

#[inline(always)]
fn each_with(da: &mut [f64], a: &[f64], f: impl Fn(f64, f64) -> f64) {
    widest(
        #[inline(always)]
        || {
            for (da, &a) in da.iter_mut().zip(a) {
                *da = f(*da, a);
            }
        },
    );
}

/// The loops for one entry: what the fast ones must equal.
#[cfg(test)]
mod plain {
    pub fn relu(z: f64) -> f64 {
        if z > 0.0 { z } else { 0.0 }
    }

    pub fn sigmoid(z: f64) -> f64 {
        1.0 / (1.0 + libm::exp(-z))
    }

    /// g′(z)·dA by a = g(z).
    pub fn relu_backward(a: f64, da: f64) -> f64 {
        if a > 0.0 { da } else { 0.0 }
    }

    pub fn sigmoid_backward(a: f64, da: f64) -> f64 {
        da * (a * (1.0 - a))
    }

    pub fn tanh_backward(a: f64, da: f64) -> f64 {
        da * (1.0 - a * a)
    }

    /// Whether u < keep_prob, for the uniform u of two words.
    pub fn mask([a, b]: [u32; 2], keep_prob: f64) -> f64 {
        let u = (f64::from(a >> 5) * 67_108_864.0 + f64::from(b >> 6)) / 9_007_199_254_740_992.0;
        if u < keep_prob { 1.0 } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mt19937::Mt19937;

    /// Whole numbers decide as the formula does, also where u is keep_prob itself.
    #[test]
    fn masks_are_the_formula() {
        let mut random = Mt19937::new(1);
        let mut words: Vec<[u32; 2]> = (0..10_000).map(|_| [random.next_word(), random.next_word()]).collect();
        words.extend([[0, 0], [0, 1 << 6], [u32::MAX, u32::MAX], [1 << 31, 0], [1 << 31, 1 << 6]]);
        for keep_prob in [5e-324, 1.0 / 9_007_199_254_740_992.0, 0.3, 0.5, 0.86, 1.0 - f64::EPSILON / 2.0, 1.0] {
            let mut d = vec![0.5; words.len()];
            masks(&words, keep_prob, &mut d);
            for (words, d) in words.iter().zip(d) {
                assert_eq!(d, plain::mask(*words, keep_prob), "{words:?}, keep_prob = {keep_prob}");
            }
        }
    }

    #[test]
    fn what_is_dropped_is_zero_even_where_it_had_overflowed() {
        let mut a = [f64::INFINITY, f64::NAN, 3.0, f64::INFINITY];
        drop_units(&[0.0, 0.0, 1.0, 1.0], 0.5, &mut a);
        assert_eq!(a, [0.0, 0.0, 6.0, f64::INFINITY]);
    }

    type Forward = (fn(&[f64], &mut [f64]), fn(f64) -> f64);
    type Backward = (fn(&[f64], f64, &mut [f64]), fn(f64, f64) -> f64);

    /// To the last bit, in rows of any length; A is g(Z), and under dropout g(Z) / divisor.
    #[test]
    fn activations_equal_their_plain_twins() {
        let forward: [Forward; 3] = [(relu, plain::relu), (sigmoid, plain::sigmoid), (tanh, libm::tanh)];
        let backward: [Backward; 3] = [
            (|a, _, da| relu_backward(a, da), plain::relu_backward),
            (sigmoid_backward, plain::sigmoid_backward),
            (tanh_backward, plain::tanh_backward),
        ];
        let z: Vec<f64> = (-40..=61).map(|i| f64::from(i) / 8.0).collect();
        for length in [0, 1, 7, z.len()] {
            for (fast, plain) in forward {
                let mut a = vec![9.0; length];
                fast(&z[..length], &mut a);
                assert!(z.iter().zip(&a).all(|(&z, &a)| a == plain(z)));
            }
            for (fast, plain) in backward {
                for divisor in [1.0, 0.5] {
                    let mut da = vec![3.0; length];
                    fast(&z[..length], divisor, &mut da);
                    assert!(z.iter().zip(&da).all(|(&a, &da)| da == plain(a * divisor, 3.0)));
                }
            }
        }
    }
}
