//! Random numbers that are the same for the same seed everywhere.

/// A source of random numbers (SplitMix64).
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// Returns the source of a seed.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `limit`, zero if that is zero.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() >> 8).unwrap_or(usize::MAX) % limit.max(1)
    }

    /// Returns true in so many of a hundred cases.
    pub(super) fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Returns one of several things.
    pub(super) fn pick<'a, T>(&mut self, things: &'a [T]) -> Option<&'a T> {
        things.get(self.below(things.len()))
    }

    /// Returns one of several texts, the empty one if there are none.
    pub(super) fn word(&mut self, words: &[&str]) -> String {
        self.pick(words).copied().unwrap_or_default().to_owned()
    }
}
