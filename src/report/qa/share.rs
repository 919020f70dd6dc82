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

    proptest! {
        #[test]
        fn the_rate_lies_in_its_interval(of in 1u64..100_000, part in 0u64..100_000) {
            let share = Share { part: part % (of + 1), of };
            let (rate, (low, high)) = (share.rate().expect("a rate"), share.interval().expect("an interval"));
            prop_assert!(0.0 <= low && low <= rate + 1e-12 && rate <= high + 1e-12 && high <= 1.0);
        }
    }
}
