//! Division of examples: into shards for threads, and of each shard into blocks for the processor's cache.

use std::ops::Range;

/// Consecutive examples that one thread works through, block by block.
///
/// Neither division depends on the number of threads: the order in which gradients are added up, and so every bit of the result,
/// depends on the number of examples alone.
#[derive(Clone, Debug)]
pub struct Shard(Range<usize>);

impl Shard {
    /// The number of examples in a block: few enough for their activations to stay in the processor's cache.
    pub const BLOCK: usize = 1024;
    /// The maximum number of shards: enough for the threads of a learner's machine.
    pub const MOST: usize = 16;
    /// The maximum number of examples whose activations are in memory at the same time.
    pub const AT_ONCE: usize = Self::MOST * Self::BLOCK;

    /// All of `m` examples in one shard.
    pub fn of_all(m: usize) -> Self {
        Shard(0..m)
    }

    /// `m` examples, divided into shards of whole blocks.
    pub fn divide(m: usize) -> Vec<Self> {
        let blocks = m.div_ceil(Self::BLOCK);
        let each = blocks.div_ceil(Self::MOST) * Self::BLOCK;
        (0..m).step_by(each.max(1)).map(|start| Shard(start..m.min(start + each))).collect()
    }

    /// The blocks, in order.
    pub fn blocks(&self) -> impl Iterator<Item = Range<usize>> {
        let Range { start, end } = self.0;
        (start..end).step_by(Self::BLOCK).map(move |start| start..end.min(start + Self::BLOCK))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_counts_once_whatever_the_number_of_shards() {
        for m in [0, 1, 2, 1023, 1024, 1025, 5000, 17 * 1024 + 3, 40_001] {
            let shards = Shard::divide(m);
            assert!(shards.len() <= Shard::MOST);
            let seen: Vec<usize> = shards.iter().flat_map(Shard::blocks).flatten().collect();
            assert!(seen.into_iter().eq(0..m), "{m}");
            assert!(shards.iter().flat_map(Shard::blocks).all(|block| block.len() <= Shard::BLOCK));
        }
    }
}
