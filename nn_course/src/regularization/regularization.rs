//! What training does against overfitting, as one setting.
//!
//! Explained in notebook 03, section 3.

use crate::network::layers::Network;
use crate::regularization::dropout::{Dropout, Masks};
use crate::regularization::penalty::Penalty;
use crate::support::error::Result;
use crate::support::random::NumpyRng;

/// Plain, a penalty on the weights, dropout, or both.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Regularization {
    /// Plain training: minimize the cross-entropy, nothing else.
    #[default]
    None,
    /// Minimize the cross-entropy plus a [`Penalty`].
    Penalty(Penalty),
    /// Minimize the cross-entropy of networks with units left out at random: [`Dropout`].
    Dropout(Dropout),
    /// A penalty and dropout.
    ///
    /// The maths allows both: a mask multiplies activations, and a penalty depends on the weights alone, so the gradient is
    /// backpropagation's under the masks plus the penalty's. (The assignment's code refuses the two together, only to look at
    /// one at a time.) What it does not allow is dropping the output, since ŷ / keep_prob is no probability: so there is a
    /// keep_prob for each *hidden* layer, and a network without hidden layers has nothing to drop. Nor can the cost of
    /// one iteration be compared with that of another, whose masks differ.
    Both(Penalty, Dropout),
}

impl Regularization {
    /// The L2 penalty with the given λ.
    pub fn l2(lambda: f64) -> Self {
        Regularization::Penalty(Penalty::L2 { lambda })
    }

    /// The L1 penalty with the given λ.
    pub fn l1(lambda: f64) -> Self {
        Regularization::Penalty(Penalty::L1 { lambda })
    }

    /// Dropout with a keep_prob for each hidden layer, and the generator that its masks come from.
    pub fn dropout(keep_prob: &[f64], rng: NumpyRng) -> Self {
        Regularization::Dropout(Dropout { keep_prob: keep_prob.to_vec(), rng })
    }

    /// The penalty, if there is one.
    pub(crate) fn penalty_part(&self) -> Option<Penalty> {
        match self {
            Regularization::Penalty(penalty) | Regularization::Both(penalty, _) => Some(*penalty),
            Regularization::None | Regularization::Dropout(_) => None,
        }
    }

    /// The dropout, if there is any.
    pub(crate) fn dropout_part(&self) -> Option<&Dropout> {
        match self {
            Regularization::Dropout(dropout) | Regularization::Both(_, dropout) => Some(dropout),
            Regularization::None | Regularization::Penalty(_) => None,
        }
    }

    /// The same, with dropout masks from another seed.
    pub(crate) fn reseeded(&self, seed: u32) -> Self {
        let reseeded = |dropout: &Dropout| Dropout { rng: NumpyRng::seed(seed), ..dropout.clone() };
        match self {
            Regularization::Dropout(dropout) => Regularization::Dropout(reseeded(dropout)),
            Regularization::Both(penalty, dropout) => Regularization::Both(*penalty, reseeded(dropout)),
            other => other.clone(),
        }
    }

    /// Refuses a penalty outside its range.
    pub(crate) fn check(&self) -> Result<()> {
        self.penalty_part().map_or(Ok(()), Penalty::check)
    }

    /// Room for the masks of m examples, and a copy of the generator that fills them, if there is dropout.
    pub(crate) fn masks(&self, network: &Network, m: usize) -> Result<Option<(Masks, NumpyRng)>> {
        let Some(dropout) = self.dropout_part() else { return Ok(None) };
        Ok(Some((Masks::room(network, m, &dropout.keep_prob)?, dropout.rng.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_seed_gives_other_masks_and_nothing_else() {
        let dropout = |seed| Dropout { keep_prob: vec![0.5], rng: NumpyRng::seed(seed) };
        let l2 = Penalty::L2 { lambda: 0.1 };
        let both = |seed| Regularization::Both(l2, dropout(seed));
        assert_eq!(both(1).reseeded(2), both(2));
        assert_eq!(Regularization::Dropout(dropout(1)).reseeded(2), Regularization::Dropout(dropout(2)));
        assert_eq!(Regularization::Penalty(l2).reseeded(2), Regularization::Penalty(l2));
    }
}
