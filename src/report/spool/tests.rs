//! A spool gives back what was put in, however much of it went to disk; the findings made here also serve the merge.

use super::*;
use crate::field::{DxField, Field};
use crate::report::CellText;
use proptest::prelude::*;

pub(in crate::report::spool) fn finding(rule: u16, line: u64, column: u32, message: &str) -> Diagnostic {
    Diagnostic {
        rule: RuleId(rule),
        severity: if rule.is_multiple_of(2) { Severity::Error } else { Severity::Info },
        message: message.to_owned(),
        help: String::new(),
        file: 0,
        line,
        column,
        claim_id: Some("A1".to_owned()),
        claim_line: None,
        cells: vec![CellText {
            field: Field::Dx(DxField::Listed(1)),
            header: "dx1".to_owned(),
            value: message.to_owned(),
            elsewhere: None,
            line,
            column,
            label: String::new(),
        }],
        fingerprint: u64::from(rule) << 32 | line,
        groups: Vec::new(),
        standing: Standing::Open,
    }
}

pub(in crate::report::spool) fn findings() -> impl Strategy<Value = Vec<Diagnostic>> {
    let one = (0u16..4, 1u64..20, 1u32..4, ".{0,40}").prop_map(|(r, l, c, m)| finding(r, l, c, &m));
    prop::collection::vec(one, 0..60)
}

pub(in crate::report::spool) fn spooled(limit: usize, findings: &[Diagnostic]) -> Spool {
    let mut spool = Spool::with_limit(limit);
    for finding in findings {
        spool.push(finding).expect("pushed");
    }
    spool
}

pub(in crate::report::spool) fn all(spool: &Spool) -> Vec<Diagnostic> {
    spool.iter().collect::<Result<_>>().expect("read back")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn findings_come_back_whatever_the_limit(findings in findings(), limit in 0usize..4000) {
        let spool = spooled(limit, &findings);
        prop_assert_eq!(all(&spool), findings.clone());
        prop_assert_eq!(all(&spool), findings.clone());
        prop_assert_eq!(spool.len(), findings.len() as u64);
        prop_assert_eq!(spool.counts(), spooled(usize::MAX, &findings).counts());
        prop_assert_eq!(spool.counts().iter().map(|c| c.count).sum::<u64>(), spool.len());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn appending_is_pushing_all(parts in prop::collection::vec((findings(), 0usize..4000), 0..5)) {
        let mut whole = Spool::with_limit(1000);
        for (part, limit) in &parts {
            whole.append(spooled(*limit, part)).expect("appended");
        }
        let expected: Vec<_> = parts.into_iter().flat_map(|(part, _)| part).collect();
        prop_assert_eq!(whole.counts(), spooled(usize::MAX, &expected).counts());
        prop_assert_eq!(whole.len(), expected.len() as u64);
        whole.push(&finding(9, 9, 9, "last")).expect("pushed");
        prop_assert_eq!(all(&whole)[..expected.len()].to_vec(), expected);
    }
}

#[test]
fn two_readers_do_not_disturb_each_other() {
    let findings: Vec<_> = (0..5000).map(|line| finding(0, line, 1, &"x".repeat(100))).collect();
    let spool = spooled(10_000, &findings);
    let mut second = spool.iter().skip(2500);
    for (first, expected) in spool.iter().zip(&findings) {
        assert_eq!(&first.expect("read"), expected);
        second.next();
    }
}
