//! A part of a whole, and how far the true rate may lie from it.
//!
//! Eleven clean claims of twelve are 91.7 %, and say next to nothing about a coder: the interval does.

/// So many of so many.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Share {
    /// These.
    pub part: u64,
    /// Of so many.
    pub of: u64,
}

/// The 97.5th percentile of the normal distribution: 95 % lie within.
const Z: f64 = 1.959_963_984_540_054;

impl Share {
    /// Counts one more, which is one of these or is not.
    pub(super) fn count(&mut self, is_one: bool) {
        self.of += 1;
        self.part += u64::from(is_one);
    }

    /// The rate, from 0 to 1; `None` of nothing.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "a rate is read to a tenth of a percent")]
    pub fn rate(self) -> Option<f64> {
        (self.of > 0).then(|| self.part.min(self.of) as f64 / self.of as f64)
    }

    /// The 95 % confidence interval of the rate by Wilson's score method, which holds for few cases and for rates near 0
    /// and 1 (E. B. Wilson, Journal of the American Statistical Association 22, 1927, 209-212).
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "a rate is read to a tenth of a percent")]
    pub fn interval(self) -> Option<(f64, f64)> {
        let rate = self.rate()?;
        let n = self.of as f64;
        let scale = 1.0 + Z * Z / n;
        let middle = (rate + Z * Z / (2.0 * n)) / scale;
        let reach = Z / scale * (rate * (1.0 - rate) / n + Z * Z / (4.0 * n * n)).sqrt();
        Some(((middle - reach).max(0.0), (middle + reach).min(1.0)))
    }
}

/// A rate put together from several, each with its weight: the rate and its 95 % confidence interval; `None` where one of
/// them is of nothing.
///
/// The interval is made of Wilson's intervals of the parts, their distances added as squares (G. Y. Zou, W. Huang, X. Zhang,
/// Computational Statistics & Data Analysis 53, 2009, 1080-1085; of two rates it is method 10 of R. G. Newcombe, Statistics in
/// Medicine 17, 1998, 873-890).
#[must_use]
pub fn weighed(parts: &[(f64, Share)]) -> Option<(f64, f64, f64)> {
    let (mut rate, mut below, mut above) = (0.0, 0.0, 0.0);
    for (weight, share) in parts {
        let (one, (low, high)) = (share.rate()?, share.interval()?);
        rate += weight * one;
        below += (weight * (one - low)).powi(2);
        above += (weight * (high - one)).powi(2);
    }
    (!parts.is_empty()).then(|| (rate, rate - below.sqrt(), rate + above.sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The worked examples of Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3.
    #[test]
    fn the_interval_is_that_of_the_literature() {
        for (part, of, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let (from, to) = Share { part, of }.interval().expect("an interval");
            assert!((from - low).abs() < 5e-5 && (to - high).abs() < 5e-5, "{part}/{of}: {from} to {to}");
        }
        assert_eq!(Share::default().interval(), None);
    }

    /// The worked example of Newcombe, Statistics in Medicine 17 (1998), 873-890: 56 of 70 less 48 of 80, by method 10 0.2000
    /// from 0.0524 to 0.3339. A rate less another is the one and the complement of the other, less 1.
    #[test]
    fn the_interval_of_two_rates_is_that_of_the_literature() {
        let parts = [(1.0, Share { part: 56, of: 70 }), (1.0, Share { part: 32, of: 80 })];
        let (rate, low, high) = weighed(&parts).expect("an interval");
        for (found, expected) in [(rate, 1.2), (low, 1.0524), (high, 1.3339)] {
            assert!((found - expected).abs() < 5e-5, "{found}, not {expected}");
        }
        assert_eq!(weighed(&[(0.5, Share { part: 1, of: 1 }), (0.5, Share::default())]), None);
    }

    proptest! {
        #[test]
        fn the_rate_lies_in_its_interval(of in 1u64..100_000, part in 0u64..100_000) {
            let share = Share { part: part % (of + 1), of };
            let (rate, (low, high)) = (share.rate().expect("a rate"), share.interval().expect("an interval"));
            prop_assert!(0.0 <= low && low <= rate + 1e-12 && rate <= high + 1e-12 && high <= 1.0);
        }
    }
}
