//! From a text to the codes it leads to on a day: the code itself, what replaced it, or the billable codes below it.

use super::index::Index;
use super::layout::{Mention, Text};
use super::rank::{Ranked, Scored};
use super::words::words;
use super::{Answer, INDEX_YEAR, Question, Term, TermKind, Which};
use crate::code::Code;
use crate::icd::{CodeSet, Entry, Node, NoteKind};
use std::collections::HashSet;

/// Replacements followed one after the other.
const STEPS: usize = 8;
/// A header with more billable codes below it than this names too many to answer with.
const MOST_BELOW: usize = 30;

/// Texts looked at; what comes later has too little of the question to be seen.
const LOOKED_AT: usize = 2000;
/// What a text is worth for a billable code below the one it names.
const BELOW: f32 = 0.7;
/// How good a text must be, measured by the best of the same code, to be shown instead of that.
const NEARLY: f32 = 0.9;
/// Leads whose text is read, to tell the better of them.
const READ: usize = 40;
/// What a title or inclusion term is worth that has the words of the question not one after the other.
const SCATTERED: f32 = 0.9;

/// What a code of a later encounter or of the history is worth to who does not ask for one, and the words that do.
const LATER: f32 = 0.8;
const LATER_WORDS: [&str; 4] = ["sequela", "sequelae", "subsequent", "history"];

/// A code that a text leads to.
struct Lead<'b> {
    score: f32,
    node: Node<'b>,
    from: Entry<'b>,
    mention: Mention,
    scored: Scored,
    standing: Standing,
}

/// The answers, one for each code, the best first, and the words of the question that none of them has.
pub(super) fn answers<'b>(
    index: Index,
    set: CodeSet<'b>,
    ranked: &Ranked,
    question: &Question<'_>,
) -> (Vec<Answer<'b>>, Vec<String>) {
    let mut leads: Vec<Lead<'b>> = Vec::new();
    let asks_later = ranked.phrases.iter().flatten().any(|word| LATER_WORDS.contains(&word.as_str()));
    for scored in ranked.mentions.iter().take(LOOKED_AT) {
        let mention = index.mention(scored.mention);
        let Some((mention, from)) = mention.and_then(|it| Some((it, set.book().entry_at(it.code as usize)?))) else {
            continue;
        };
        for node in in_force(set, from) {
            let lead = |node: Node<'b>, worth: f32| {
                let score = scored.score * worth * if is_later(node) && !asks_later { LATER } else { 1.0 };
                Lead { score, node, from, mention, scored: *scored, standing: Standing::Less }
            };
            if question.which == Which::All || node.is_billable() {
                leads.push(lead(node, 1.0));
            } else if is_narrow(node) {
                leads.extend(node.billable_below().into_iter().map(|node| lead(node, BELOW)));
            }
        }
    }
    in_order(&mut leads, index, set, &ranked.phrases);
    let mut told: HashSet<Code> = HashSet::new();
    let mut answers = Vec::new();
    let mut missed: Option<Vec<&str>> = None;
    for best in &leads {
        if answers.len() == question.limit {
            break;
        }
        let same = |lead: &&Lead<'b>| lead.node == best.node && lead.score >= best.score * NEARLY;
        if told.contains(&best.node.code()) {
            continue;
        }
        // Its own title says more to the reader than a term of the Index that fits a little better.
        let lead = leads.iter().filter(same).rev().max_by_key(|lead| lead.standing).unwrap_or(best);
        if let Some(term) = term(index, set, lead.from, lead.mention) {
            told.insert(lead.node.code());
            answers.push(lead.answer(term));
            let lacks = ranked.missed(lead.scored);
            missed = Some(missed.map_or_else(
                || lacks.clone(),
                |mut all| {
                    all.retain(|word| lacks.contains(word));
                    all
                },
            ));
        }
    }
    (answers, missed.unwrap_or_default().into_iter().map(str::to_owned).collect())
}

/// Whether a code is for a later encounter, a sequela or the patient's history, told by its title: who does not ask for it
/// has the condition itself.
fn is_later(node: Node<'_>) -> bool {
    let title = node.title();
    title.ends_with(", sequela") || title.contains(", subsequent encounter") || title.starts_with("Personal history of")
}

/// What a code leads to that is asked for itself: it, and the codes directly below it; only billable ones where they are
/// wanted, however far below.
pub(super) fn of_code<'b>(set: CodeSet<'b>, entry: Entry<'b>, question: &Question<'_>) -> Vec<Answer<'b>> {
    let asked = in_force(set, entry).into_iter();
    let mut found: Vec<Node<'b>> = match question.which {
        Which::All => asked.flat_map(|node| std::iter::once(node).chain(node.children())).collect(),
        Which::Billable => asked.flat_map(Node::billable_below).collect(),
    };
    found.truncate(question.limit);
    let code = entry.code();
    let answer = |node: Node<'b>| Answer {
        code: node.code().to_string(),
        billable: node.is_billable(),
        title: node.title(),
        term: Term { kind: TermKind::Code, text: code.to_string(), release: &set.release().name },
        led_from: (!node.code().is_within(code)).then(|| code.to_string()),
    };
    found.into_iter().map(answer).collect()
}

/// The best first; of equals those a claim may carry, and of these the one with the better source.
fn in_order(leads: &mut [Lead<'_>], index: Index, set: CodeSet<'_>, phrases: &[Vec<String>]) {
    let order = |a: &Lead<'_>, b: &Lead<'_>| {
        let billable = || b.node.is_billable().cmp(&a.node.is_billable());
        b.score.total_cmp(&a.score).then_with(billable).then_with(|| b.standing.cmp(&a.standing))
    };
    leads.sort_by(order);
    let read = leads.len().min(READ);
    let (mut scattered, mut some_says) = (Vec::new(), false);
    for (at, lead) in leads[..read].iter_mut().enumerate() {
        let Some(term) = term(index, set, lead.from, lead.mention) else { continue };
        let text: Vec<String> = words(&term.text).collect();
        let says = |phrase: &Vec<String>| text.windows(phrase.len().max(1)).any(|words| words == phrase);
        // The Index inverts what it says, `Pain > chest`, so that its words are never in order.
        if term.kind != TermKind::AlphabeticIndex && !phrases.iter().any(says) {
            scattered.push(at);
        }
        let of_today = match term.kind {
            TermKind::Inclusion => set.tabular().is_some_and(|tabular| tabular.name == term.release),
            _ => term.release == set.release().name,
        };
        lead.standing = match term.kind {
            TermKind::AlphabeticIndex if index.is_main(lead.mention.place) => Standing::Main,
            TermKind::AlphabeticIndex => Standing::Less,
            _ if of_today => Standing::Tabular,
            _ => Standing::Less,
        };
        some_says |= lead.standing == Standing::Tabular && phrases.iter().any(says);
    }
    if some_says {
        for at in scattered {
            leads[at].score *= SCATTERED;
        }
    }
    leads[..read].sort_by(order);
}

/// How much a text says by where it stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Standing {
    /// A title the code no longer has, or a term of the Index below a main term.
    Less,
    /// A main term of the Alphabetic Index: its code is the default for the condition (Guidelines, section I.A.18).
    Main,
    /// The Tabular List of the day, which is newer than the Index.
    Tabular,
}

impl<'b> Lead<'b> {
    fn answer(&self, term: Term<'b>) -> Answer<'b> {
        let (node, from) = (self.node, self.from.code());
        Answer {
            code: node.code().to_string(),
            billable: node.is_billable(),
            title: node.title(),
            term,
            led_from: (node.code() != from).then(|| from.to_string()),
        }
    }
}

/// The code on the day of the set, or else what replaced it by then, or what it was before it came; where no table says,
/// the nearest header.
fn in_force<'b>(set: CodeSet<'b>, entry: Entry<'b>) -> Vec<Node<'b>> {
    let book = set.book();
    let mut open = vec![entry];
    for _ in 0..STEPS {
        let found: Vec<Node<'b>> = open.iter().filter_map(|entry| set.get(entry.code())).collect();
        if !found.is_empty() {
            return found;
        }
        let gone = |entry: &Entry<'b>| entry.present() < set.index().bit();
        let next = open.iter().flat_map(|entry| {
            let (after, before) = (entry.successors(), entry.predecessors());
            let codes: Vec<Code> = if gone(entry) {
                after.map(|replacement| replacement.code).collect()
            } else {
                before.map(|replacement| replacement.code).collect()
            };
            codes
        });
        open = next.filter_map(|code| book.find(code)).collect();
        open.sort_unstable_by_key(|entry| entry.rank());
        open.dedup();
    }
    set.nearest_header(entry.code()).into_iter().collect()
}

fn is_narrow(header: Node<'_>) -> bool {
    header.billable_below().len() <= MOST_BELOW
}

/// The text as an answer shows it; `None` for a note that the code does not have on the day: it may have gone elsewhere.
fn term<'b>(index: Index, set: CodeSet<'b>, entry: Entry<'b>, mention: Mention) -> Option<Term<'b>> {
    let here = set.get(entry.code());
    match mention.text {
        Text::Title => {
            let span = entry.spans().nth(mention.place as usize)?;
            let is_todays = here.is_some_and(|node| node.title() == span.title);
            let release = if is_todays { set.release() } else { set.book().release(span.last) };
            Some(Term { kind: TermKind::Title, text: span.title.to_owned(), release: &release.name })
        }
        Text::Inclusion => {
            let book = set.book();
            let note = entry.notes_ever().nth(mention.place as usize)?;
            let used = book.tabular_for(set.index()).filter(|&tabular| note.is_in(tabular));
            // Of a code that is gone, the last list that had it.
            let tabular = if here.is_some() { used } else { book.indices().rfind(|&tabular| note.is_in(tabular)) }?;
            let is_term = matches!(note.kind, NoteKind::InclusionTerm | NoteKind::Includes);
            is_term.then(|| Term {
                kind: TermKind::Inclusion,
                text: note.text.to_owned(),
                release: &book.release(tabular).name,
            })
        }
        Text::Term => {
            Some(Term { kind: TermKind::AlphabeticIndex, text: index.term(mention.place), release: INDEX_YEAR })
        }
    }
}
