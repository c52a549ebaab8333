//! The Mersenne Twister MT19937, 624 words at a time.
//!
//! Dropout draws two words for every unit of every example in every iteration, and one word after the other they took
//! longer than the whole network. A block of 624 has no such chain: the loops below are vector code.

use crate::widest;

const N: usize = 624;
const M: usize = 397;

/// The generator: 624 words of state, and the words made from them that are not yet taken.
#[derive(Clone)]
pub struct Mt19937 {
    state: [u32; N],
    words: [u32; N],
    taken: usize,
}

impl Mt19937 {
    /// The generator after `init_genrand(seed)`, which is also `np.random.seed(seed)`.
    ///
    /// # Formula
    /// x₀ = seed, xᵢ = 1812433253·(xᵢ₋₁ ⊕ ⌊xᵢ₋₁/2³⁰⌋) + i, modulo 2³².
    ///
    /// # Source
    /// Matsumoto and Nishimura (1998), "Mersenne Twister", ACM TOMACS 8(1), with the seeding of 2002.
    pub fn new(seed: u32) -> Self {
        let mut state = [seed; N];
        for i in 1..N {
            let last = state[i - 1];
            state[i] = 1_812_433_253_u32.wrapping_mul(last ^ (last >> 30)).wrapping_add(i as u32);
        }
        Mt19937 { state, words: [0; N], taken: N }
    }

    /// The next word.
    pub fn next_word(&mut self) -> u32 {
        if self.taken == N {
            self.refill();
        }
        self.taken += 1;
        self.words[self.taken - 1]
    }

    /// Fills `bytes` with the next words, the lowest byte first; of a last word that does not fit, the rest is lost.
    pub fn fill_bytes(&mut self, bytes: &mut [u8]) {
        let (mut whole, rest) = bytes.as_chunks_mut::<4>();
        while !whole.is_empty() {
            if self.taken == N {
                self.refill();
            }
            let ready = &self.words[self.taken..];
            let (now, later) = whole.split_at_mut(whole.len().min(ready.len()));
            for (bytes, word) in now.iter_mut().zip(ready) {
                *bytes = word.to_le_bytes();
            }
            self.taken += now.len();
            whole = later;
        }
        if !rest.is_empty() {
            rest.copy_from_slice(&self.next_word().to_le_bytes()[..rest.len()]);
        }
    }

    fn refill(&mut self) {
        let Mt19937 { state, words, taken } = self;
        widest(
            #[inline(always)]
            || {
                twist(state);
                for (word, &x) in words.iter_mut().zip(state.iter()) {
                    *word = temper(x);
                }
            },
        );
        *taken = 0;
    }
}

impl PartialEq for Mt19937 {
    /// Whether both will give the same words.
    fn eq(&self, other: &Self) -> bool {
        self.state == other.state && self.taken == other.taken
    }
}

impl Eq for Mt19937 {}

/// The next 624 words of state: xᵢ := xᵢ₊₃₉₇ ⊕ f(xᵢ, xᵢ₊₁), the indices modulo 624, one after the other. In pieces, each of
/// which reads nothing that it writes, but for the word after.
#[inline(always)]
fn twist(x: &mut [u32; N]) {
    let first = N - M;
    let (low, high) = x.split_at_mut(first);
    // i = 0 … 226, where xᵢ₊₃₉₇ is still to be written.
    let next = high[0];
    let last = mix(low[first - 1], next) ^ high[M - 1];
    for i in 0..first - 1 {
        low[i] = mix(low[i], low[i + 1]) ^ high[i + (M - first)];
    }
    low[first - 1] = last;
    // i = 227 … 453 and 454 … 622, where it is xᵢ₋₂₂₇, which has been written.
    for i in 0..first {
        high[i] = mix(high[i], high[i + 1]) ^ low[i];
    }
    let (written, rest) = high.split_at_mut(first);
    for i in 0..M - first - 1 {
        rest[i] = mix(rest[i], rest[i + 1]) ^ written[i];
    }
    rest[M - first - 1] = mix(rest[M - first - 1], low[0]) ^ written[M - first - 1];
}

#[inline(always)]
fn mix(x: u32, after: u32) -> u32 {
    let y = (x & 0x8000_0000) | (after & 0x7fff_ffff);
    (y >> 1) ^ ((y & 1).wrapping_neg() & 0x9908_b0df)
}

#[inline(always)]
fn temper(mut y: u32) -> u32 {
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c_5680;
    y ^= (y << 15) & 0xefc6_0000;
    y ^ (y >> 18)
}

/// The next state by its formula, one word after the other: what `twist` must equal.
#[cfg(test)]
fn plain_twist(x: &mut [u32; N]) {
    for i in 0..N {
        x[i] = mix(x[i], x[(i + 1) % N]) ^ x[(i + M) % N];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_twist_equals_its_plain_twin() {
        let mut fast = Mt19937::new(5489).state;
        let mut plain = fast;
        for _ in 0..3 {
            twist(&mut fast);
            plain_twist(&mut plain);
            assert_eq!(fast, plain);
        }
    }

    /// The crate `rand_mt` is the second opinion, over several blocks and from odd places on.
    #[test]
    fn the_words_are_the_mersenne_twisters() {
        for seed in [0, 1, 3, 5489, u32::MAX] {
            let (mut ours, mut theirs) = (Mt19937::new(seed), rand_mt::Mt::new(seed));
            for i in 0..5000 {
                assert_eq!(ours.next_word(), theirs.next_u32(), "seed {seed}, word {i}");
            }
        }
    }

    #[test]
    fn equal_means_the_same_words_to_come() {
        let drawn = |seed, words| {
            let mut random = Mt19937::new(seed);
            for _ in 0..words {
                random.next_word();
            }
            random
        };
        assert!(drawn(1, 2) == drawn(1, 2));
        // Another state; and the same state, but one more of its words taken.
        assert!(drawn(1, 2) != drawn(2, 2) && drawn(1, 2) != drawn(1, 3));
    }

    #[test]
    fn bytes_are_the_words() {
        for length in [0, 4, 12, 624 * 4, 625 * 4, 5000 * 4] {
            let (mut ours, mut words) = (Mt19937::new(7), Mt19937::new(7));
            assert_eq!(ours.next_word(), words.next_word());
            let mut bytes = vec![0; length];
            ours.fill_bytes(&mut bytes);
            for word in bytes.chunks(4) {
                assert_eq!(word, words.next_word().to_le_bytes());
            }
            assert!(ours == words);
        }
        // A word that does not fit is used up.
        let (mut ours, mut words) = (Mt19937::new(7), Mt19937::new(7));
        let mut bytes = [0; 6];
        ours.fill_bytes(&mut bytes);
        assert_eq!(bytes[4..], [words.next_word(), words.next_word()][1].to_le_bytes()[..2]);
        assert_eq!(ours.next_word(), words.next_word());
    }
}
