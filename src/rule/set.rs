//! Named sets: the groups of codes that rules share.
//!
//! A rule says `procedure = { in = "visits" }`; what the visits are stands once, in a set, with its source.

use super::group::{Kind, Member};
use super::spec::SetSpec;
use super::text::{Place, Source, Word, did_you_mean};
use crate::error::Result;
use crate::icd::{CodeBook, Traits};
use std::collections::BTreeMap;

/// The sets of all rule files that are loaded.
#[derive(Debug, Default)]
pub(super) struct Sets(BTreeMap<String, (Kind, Vec<Member>)>);

impl Sets {
    /// Adds the sets of one file; a set may include those that stand before it.
    pub(super) fn add(&mut self, source: Source<'_>, specs: &[SetSpec], book: &CodeBook) -> Result<()> {
        for spec in specs {
            let name = spec.name.get_ref();
            if !is_kebab(name) {
                let help = Some("use lower case, digits and hyphens: `not-done`".into());
                return Err(source.error(spec.name.span(), format!("`{name}` is no name for a set"), "this", help));
            }
            if self.0.contains_key(name) {
                let message = format!("there are two sets called `{name}`");
                return Err(source.error(spec.name.span(), message, "the second", Some("rename one".into())));
            }
            let set = self.resolve(source, spec, book)?;
            self.0.insert(name.clone(), set);
        }
        Ok(())
    }

    fn resolve(&self, source: Source<'_>, spec: &SetSpec, book: &CodeBook) -> Result<(Kind, Vec<Member>)> {
        let (mut kind, mut members) = (None, Vec::new());
        for (key, words) in &spec.lists {
            let of = Kind::of_key(key);
            if kind.is_some() && kind != of {
                let message = format!("the set `{}` is of two kinds", spec.name.get_ref());
                let place = words.first().map_or(spec.name.span(), Word::span);
                return Err(source.error(place, message, "the second kind", Some("make it two sets".into())));
            }
            kind = of;
            for (word, of) in words.iter().filter_map(|word| Some((word, of?))) {
                members.push(if *key == "traits" { of_trait(source, word)? } else { member(source, of, word, book)? });
            }
        }
        for word in &spec.includes {
            let (of, included) = self.named(source, word.get_ref(), word.span())?;
            if kind.is_some_and(|kind| kind != of) {
                let message = format!("`{}` is a set of {}, this is one of others", word.get_ref(), of.noun());
                return Err(source.error(word.span(), message, "another kind", None));
            }
            kind = Some(of);
            members.extend_from_slice(included);
        }
        let Some(kind) = kind else {
            let message = format!("the set `{}` is empty", spec.name.get_ref());
            let help = Some(format!("give it one of: {}, includes", super::spec::SET_KINDS.join(", ")));
            return Err(source.error(spec.name.span(), message, "nothing in it", help));
        };
        Ok((kind, members))
    }

    fn named(&self, source: Source<'_>, name: &str, place: Place) -> Result<(Kind, &[Member])> {
        match self.0.get(name) {
            Some((kind, members)) => Ok((*kind, members)),
            None => Err(source.unknown(place, "set", name, &self.names(None))),
        }
    }

    fn names(&self, kind: Option<Kind>) -> Vec<&str> {
        let of_kind = |of: Kind| kind.is_none_or(|kind| kind == of);
        self.0.iter().filter(|(_, (of, _))| of_kind(*of)).map(|(name, _)| name.as_str()).collect()
    }

    /// The members a word of a rule means: a set's, or the one it spells.
    pub(super) fn members(&self, source: Source<'_>, kind: Kind, word: &Word, book: &CodeBook) -> Result<Vec<Member>> {
        let name = word.get_ref();
        if let Some((of, members)) = self.0.get(name) {
            if *of == kind {
                return Ok(members.clone());
            }
            let message = format!("`{name}` is a set of {}, not of {}", of.noun(), kind.noun());
            let help = format!("sets of {}: {}", kind.noun(), self.names(Some(kind)).join(", "));
            return Err(source.error(word.span(), message, "another kind", Some(help)));
        }
        // Codes are spelt in capitals and digits, sets in small letters; a type of bill may end in a small x.
        let small = name.trim_end_matches('x').contains(|c: char| c.is_ascii_lowercase());
        if small && kind != Kind::Values {
            let help = Some(did_you_mean(name, &self.names(Some(kind))));
            return Err(source.error(word.span(), format!("unknown set `{name}`"), "not known here", help));
        }
        Ok(vec![member(source, kind, word, book)?])
    }
}

fn member(source: Source<'_>, kind: Kind, word: &Word, book: &CodeBook) -> Result<Member> {
    kind.member(word.get_ref(), book).map_err(|(message, help)| source.error(word.span(), message, "here", help))
}

fn of_trait(source: Source<'_>, word: &Word) -> Result<Member> {
    let name = word.get_ref();
    Traits::named(name).map(Member::Trait).ok_or_else(|| source.unknown(word.span(), "trait", name, Traits::names()))
}

/// Whether a name is lower case words joined by single hyphens.
pub(super) fn is_kebab(name: &str) -> bool {
    name.split('-')
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
}
