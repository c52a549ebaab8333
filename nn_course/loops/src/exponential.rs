//! The exponential e⁻ᶻ of a whole row, with the bits of [`libm::exp`].
//!
//! `libm::exp` branches for each number, which no vector can; a quarter of the time of a small network was spent there. Here all
//! branches are choices between numbers. Where its result is not an ordinary number, `libm::exp` is asked.

use crate::widest;

// The numbers of FreeBSD's e_exp.c, which libm is made from.
const INV_LN2: f64 = std::f64::consts::LOG2_E;
const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
const P1: f64 = 0.16666666666666602;
const P2: f64 = -0.0027777777777015593;
const P3: f64 = 6.613756321437934e-05;
const P4: f64 = -1.6533902205465252e-06;
const P5: f64 = 4.1381367970572385e-08;

/// Below it the exponential is 1 + x.
const TINY: f64 = f64::from_bits(0x3e30_0001_0000_0000);
/// From about half of ln 2 on, a power of two is taken out.
const HALF_LN2: f64 = f64::from_bits(0x3fd6_2e43_0000_0000);
/// From about one and a half ln 2 on, more than one.
const MORE_LN2: f64 = f64::from_bits(0x3ff0_a2b2_0000_0000);
/// From here on the result may leave the ordinary numbers.
const LARGE: f64 = 708.0;
/// Adding it puts a whole number into the lowest bits.
const SHIFT: f64 = 6_755_399_441_055_744.0;

/// A = e⁻ᶻ.
pub fn negative(z: &[f64], a: &mut [f64]) {
    widest(
        #[inline(always)]
        || {
            for (a, z) in a.iter_mut().zip(z) {
                *a = ordinary(-z);
            }
        },
    );
    let is_ordinary = |z: f64| z.abs() < LARGE;
    if !z.iter().fold(true, |all, &z| all & is_ordinary(z)) {
        for (a, &z) in a.iter_mut().zip(z).filter(|&(_, &z)| !is_ordinary(z)) {
            *a = libm::exp(-z);
        }
    }
}

/// eˣ for |x| < [`LARGE`].
///
/// # Formula
/// eˣ = 2ᵏ·eʳ with r = x − k ln 2, |r| ≤ ln 2 / 2 (ln 2 in two parts), and eʳ = 1 + r + r·c / (2 − c),
/// c = r − r²·(P₁ + r²·(P₂ + …)).
#[inline(always)]
fn ordinary(x: f64) -> f64 {
    let (size, sign) = (x.abs(), if x < 0.0 { -1.0 } else { 1.0 });
    let several = (INV_LN2 * x + 0.5 * sign).trunc();
    let k = if size >= MORE_LN2 { several } else { sign };
    let k = if size >= HALF_LN2 { k } else { 0.0 };
    let (high, low) = (x - k * LN2_HIGH, k * LN2_LOW);
    let r = high - low;
    let square = r * r;
    let c = r - square * (P1 + square * (P2 + square * (P3 + square * (P4 + square * P5))));
    let y = 1.0 + (r * c / (2.0 - c) - low + high);
    // 2ᵏ: k lands in the exponent.
    let power = f64::from_bits(((k + SHIFT).to_bits() << 52).wrapping_add(1.0_f64.to_bits()));
    if size >= TINY { y * power } else { 1.0 + x }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(z: impl Iterator<Item = f64>) {
        let z: Vec<f64> = z.collect();
        let mut a = vec![0.5; z.len()];
        negative(&z, &mut a);
        for (z, a) in z.iter().zip(a) {
            let expected = libm::exp(-z);
            assert!(a.to_bits() == expected.to_bits() || (a.is_nan() && expected.is_nan()), "{z}: {a}, {expected}");
        }
    }

    #[test]
    fn every_bit_is_libms() {
        let mut random = crate::mt19937::Mt19937::new(1);
        let mut uniform = || f64::from(random.next_word()) / f64::from(u32::MAX) * 2.0 - 1.0;
        for size in [1e-9, 1e-7, 0.4, 1.2, 30.0, 750.0] {
            check((0..200_000).map(|_| uniform() * size));
        }
        // Around the borders, where the choices are made.
        for border in [TINY, HALF_LN2, MORE_LN2, LARGE, 708.396, 709.783, 745.133, 0.0] {
            let bits = border.to_bits();
            check((bits.saturating_sub(1000)..bits + 1000).flat_map(|b| [f64::from_bits(b), -f64::from_bits(b)]));
        }
        check((-2000..2000).map(|i| f64::from(i) * std::f64::consts::LN_2 / 2.0));
        check([f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300, 5e-324, -0.0, 1.0].into_iter());
    }
}
