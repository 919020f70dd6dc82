//! Several formats told of one report.

use super::*;

/// A pipe that nobody reads.
struct Closed;
impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_broken_channel_does_not_stop_the_others() {
    let (rules, findings) = (rules(), [header_not_billable(), malformed()]);
    let summary = summary(&findings);
    let report = Report { rules: &rules, summary: &summary };
    let (mut closed, mut out) = (Closed, Vec::new());
    for format in Format::ALL {
        out.clear();
        let mut channels = [
            Channel::new(format.renderer(Look::default()), &mut closed),
            Channel::new(Format::Jsonl.renderer(Look::default()), &mut out),
        ];
        write_report(report, &spool(&findings), &mut channels, NonZeroUsize::new(2)).expect("written");
        let [first, second] = channels;
        assert_eq!(first.into_error().map(|e| e.kind()), Some(io::ErrorKind::BrokenPipe));
        assert!(second.into_error().is_none());
        assert_eq!(String::from_utf8_lossy(&out), show(Format::Jsonl, &findings));
    }
}

/// However many findings there are, and whether they are written one after the other or many at once.
#[test]
fn a_format_that_writes_each_finding_alone_writes_them_in_their_order() {
    let findings: Vec<Diagnostic> = (0..3000).map(|line| Diagnostic { line, ..header_not_billable() }).collect();
    let text = written(Format::Jsonl, Look::default(), &findings, &summary(&findings));
    let line = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON")["line"].as_u64();
    assert_eq!(text.lines().filter_map(line).collect::<Vec<_>>(), (0..3000).collect::<Vec<_>>());
    // One that is closed does not stop another, and one that is told of open findings only is told of no other.
    let (mut closed, mut out) = (Closed, Vec::new());
    let mut channels = [
        Channel::new(Format::Jsonl.renderer(Look::default()), &mut closed),
        Channel::new(Format::Jsonl.renderer(Look::default()), &mut out).of_open_findings(),
    ];
    let known = |finding: &Diagnostic| Diagnostic { standing: Standing::Known, ..finding.clone() };
    let some: Vec<Diagnostic> =
        findings.iter().map(|finding| if finding.line % 3 == 0 { known(finding) } else { finding.clone() }).collect();
    let rules = rules();
    let figures = summary(&some);
    let report = Report { rules: &rules, summary: &figures };
    write_report(report, &spool(&some), &mut channels, NonZeroUsize::new(2)).expect("written");
    let [first, second] = channels;
    assert!(first.into_error().is_some() && second.into_error().is_none());
    let told = String::from_utf8(out).expect("UTF-8");
    assert!(told.lines().filter_map(line).eq((0..3000).filter(|line| line % 3 != 0)));
    let few: String = findings.iter().map(|finding| show(Format::Jsonl, std::slice::from_ref(finding))).collect();
    assert_eq!(text, few);
}
