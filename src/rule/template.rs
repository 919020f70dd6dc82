//! Messages with placeholders: which words a rule can fill in, checked when the rule is loaded.

use super::logic::{Ask, AskClaim, Conditions, LineTest, Shared, With};

/// The placeholders of a template, each with its place in it.
///
/// A brace that opens nothing is an error, so that no finding is ever printed half filled.
pub(super) fn placeholders(template: &str) -> Result<Vec<&str>, String> {
    let mut names = Vec::new();
    let mut rest = template;
    while let Some(start) = rest.find(['{', '}']) {
        let inner = rest.get(start..).and_then(|text| text.strip_prefix('{'));
        let Some((name, after)) = inner.and_then(|text| text.split_once('}')) else {
            return Err("a brace stands alone".to_owned());
        };
        if name.is_empty() || name.contains(['{', ' ', '\n']) {
            return Err(format!("`{{{name}}}` is no placeholder"));
        }
        names.push(name);
        rest = after;
    }
    Ok(names)
}

/// A template as it reads without a claim: `{code}` is `<code>`.
#[must_use]
pub fn without_claim(template: &str) -> String {
    let line = template.split_whitespace().collect::<Vec<_>>().join(" ");
    line.replace('{', "<").replace('}', ">")
}

/// The template with each placeholder replaced by what `value` appends for it; an unknown one becomes nothing.
pub(super) fn fill(template: &str, value: impl Fn(&str, &mut String)) -> String {
    // A title of common length is filled in without growing, and where there is nothing to fill in there is no room for it.
    let room = if template.contains('{') { 64 } else { 0 };
    let mut text = String::with_capacity(template.len() + room);
    let mut rest = template;
    while let Some((before, after)) = cut(rest, b'{') {
        text.push_str(before);
        let Some((name, tail)) = cut(after, b'}') else { break };
        value(name, &mut text);
        rest = tail;
    }
    text.push_str(rest);
    text
}

/// What stands before a mark, and behind it.
fn cut(text: &str, mark: u8) -> Option<(&str, &str)> {
    let at = memchr::memchr(mark, text.as_bytes())?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// The words the tests of a case have to offer, in the order they are read.
pub(super) fn offered(when: &Conditions) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut offer = |word: String| {
        if !word.is_empty() && !words.contains(&word) {
            words.push(word);
        }
    };
    if !when.dx.is_empty() {
        offer("dx".to_owned());
    }
    for test in &when.line {
        offer(word_of(test));
        compared(&test.ask).into_iter().for_each(&mut offer);
    }
    for test in when.claim.iter().filter(|test| test.wanted) {
        match &test.ask {
            AskClaim::HasDx(_) => offer(has_dx_word(when).to_owned()),
            AskClaim::Column(ask) => {
                compared(ask).into_iter().for_each(&mut offer);
                offer(word_of(&LineTest { subject: test.subject, ask: ask.clone(), wanted: true }));
            }
            AskClaim::HasLine(_) => {}
            AskClaim::FirstDx(_) | AskClaim::Kind(_) | AskClaim::Sex(_) => offer(test.subject.to_owned()),
        }
    }
    if let Some(partner) = &when.partner {
        let words = partner.line.iter().map(word_of);
        words.filter_map(|word| other_word(&word)).for_each(|word| offer(word.to_owned()));
        for shared in &partner.same {
            offer(match shared {
                Shared::Date => "date".to_owned(),
                Shared::Procedure => "procedure".to_owned(),
                Shared::Biller => "biller".to_owned(),
            });
        }
    }
    words
}

/// What `has-dx` is called: `dx`, unless the judged diagnosis or the linked one already is.
pub(super) fn has_dx_word(when: &Conditions) -> &'static str {
    let linked =
        |test: &LineTest| test.wanted && matches!(test.ask, Ask::PointsTo(_) | Ask::LinkedTo(_) | Ask::FirstPointer(_));
    if when.dx.is_empty() && !when.line.iter().any(linked) { "dx" } else { "other-dx" }
}

/// The column a comparison compares with.
fn compared(ask: &Ask) -> Option<String> {
    match ask {
        Ask::Compare(_, _, With::Field(other)) if !other.is_private() => Some(other.to_string()),
        _ => None,
    }
}

/// What a word of the judged line is called when it is another line's.
pub(super) fn other_word(word: &str) -> Option<&'static str> {
    Some(match word {
        "modifier" => "other-modifier",
        "first-modifier" => "other-first-modifier",
        "procedure" => "other-procedure",
        "dx" => "other-dx",
        "biller" => "other-biller",
        "bill-type" => "other-bill-type",
        "revenue-code" => "other-revenue-code",
        "place-of-service" => "other-place-of-service",
        "units" => "other-units",
        _ => return None,
    })
}

fn word_of(test: &LineTest) -> String {
    if !test.wanted {
        return String::new();
    }
    let word = match &test.ask {
        Ask::PointsTo(_) | Ask::LinkedTo(_) | Ask::FirstPointer(_) => "dx",
        Ask::Pointers => return String::new(),
        Ask::Cell(field, _) | Ask::Starts(field, _) | Ask::Known(field) | Ask::Compare(field, ..)
            if test.subject.is_empty() =>
        {
            return if field.is_private() { String::new() } else { field.to_string() };
        }
        _ => test.subject,
    };
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_found_and_filled() {
        assert_eq!(placeholders("modifier {modifier} on {procedure}"), Ok(vec!["modifier", "procedure"]));
        assert_eq!(placeholders("plain"), Ok(vec![]));
        for wrong in ["{", "}", "{a", "a}", "{}", "{a b}"] {
            assert!(placeholders(wrong).is_err(), "{wrong}");
        }
        assert_eq!(fill("{a} and {b}.", |name, text| text.push_str(if name == "a" { "53" } else { "" })), "53 and .");
    }
}
