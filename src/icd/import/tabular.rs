//! The official Tabular List (XML): chapters, blocks, the nesting of the codes, notes and 7th characters.
//!
//! Read as a stream of events against a closed list of elements, so that a new element in a coming release is refused
//! with its line instead of being lost. Code titles are not taken from here: the XML keeps accents, the order file, which
//! is the authority, folds them.

use super::refuse;
use crate::code::Code;
use crate::error::{Error, Result};
use crate::text_file::without_mark;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::path::Path;

/// A Tabular List, in its own order.
#[derive(Debug, Default)]
pub(super) struct Tabular {
    pub(super) chapters: Vec<Chapter>,
    pub(super) blocks: Vec<Block>,
    pub(super) diags: Vec<Diag>,
    /// `(node, kind, text)`
    pub(super) notes: Vec<(String, &'static str, String)>,
    /// `(node, character or nothing, role, text)`
    pub(super) sevenths: Vec<(String, String, &'static str, String)>,
}

/// A chapter.
#[derive(Debug, Default)]
pub(super) struct Chapter {
    pub(super) id: String,
    pub(super) title: String,
}

/// A `section` of the XML, called block in the classification.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) id: String,
    pub(super) chapter: usize,
    pub(super) title: String,
    /// First and last category nested in it.
    pub(super) categories: Option<(Code, Code)>,
}

/// A `diag` of the XML: one code.
#[derive(Debug)]
pub(super) struct Diag {
    pub(super) code: Option<Code>,
    pub(super) parent: Option<usize>,
    pub(super) block: usize,
    pub(super) has_children: bool,
    /// The 7th characters defined here, not counting inherited ones.
    pub(super) characters: Vec<char>,
}

/// The lists of notes and the names `notes.tsv` gives them.
const LISTS: [(&str, &str); 8] = [
    ("includes", "includes"),
    ("inclusionTerm", "inclusion-term"),
    ("excludes1", "excludes1"),
    ("excludes2", "excludes2"),
    ("codeFirst", "code-first"),
    ("useAdditionalCode", "use-additional"),
    ("codeAlso", "code-also"),
    ("notes", "note"),
];

const ROOT: &str = "ICD10CM.tabular";

/// Elements passed over whole: front matter, the list of blocks repeated, and one table (visual impairment, at H54).
const PASSED_OVER: [&str; 4] = ["version", "introduction", "sectionIndex", "visualImpairment"];

/// Reads a Tabular List.
pub(super) fn read(path: &Path, bytes: &[u8]) -> Result<Tabular> {
    let bytes = without_mark(bytes);
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let line = bytes[..e.valid_up_to()].split(|&b| b == b'\n').count();
        refuse(path, line, "is not UTF-8")
    })?;
    let mut reader = Reader::from_str(text);
    let mut walk = Walk::default();
    loop {
        let event = reader.read_event();
        let at = usize::try_from(reader.buffer_position()).unwrap_or(text.len()).min(text.len());
        let fault = |problem: String| refuse_at(path, text, at, problem);
        match event.map_err(|e| fault(format!("is not well-formed XML: {e}")))? {
            Event::Start(tag) if PASSED_OVER.contains(&tag.name().as_ref()) => {
                reader.read_to_end(tag.name()).map_err(|e| fault(format!("is not well-formed XML: {e}")))?;
            }
            Event::Start(tag) => walk.open(&tag).map_err(fault)?,
            Event::Empty(tag) if !PASSED_OVER.contains(&tag.name().as_ref()) => {
                walk.open(&tag).and_then(|()| walk.close()).map_err(fault)?;
            }
            Event::End(_) => walk.close().map_err(fault)?,
            Event::Text(words) => walk.words.push_str(&words.xml10_content()),
            Event::CData(words) => walk.words.push_str(&words),
            Event::GeneralRef(entity) => walk.words.push_str(&resolve(&entity).map_err(fault)?),
            Event::Eof => break,
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    let end = |problem: &str| refuse_at(path, text, text.len(), problem.to_owned());
    if let Some(element) = walk.elements.last() {
        return Err(end(&format!("ends inside <{element}>: the file is cut short")));
    }
    if walk.list.diags.is_empty() {
        return Err(end("holds no code"));
    }
    Ok(walk.list)
}

fn refuse_at(path: &Path, text: &str, at: usize, problem: String) -> Error {
    let line = text.as_bytes()[..at].split(|&b| b == b'\n').count();
    refuse(path, line, problem)
}

fn resolve(entity: &BytesRef<'_>) -> Result<String, String> {
    if let Ok(Some(character)) = entity.resolve_char_ref() {
        return Ok(character.to_string());
    }
    resolve_predefined_entity(entity).map(str::to_owned).ok_or_else(|| format!("unknown entity &{};", &**entity))
}

/// The place in the document: the elements open, and which chapter, block and codes they belong to.
#[derive(Default)]
struct Walk {
    list: Tabular,
    elements: Vec<String>,
    /// Codes open around the place, outermost first.
    above: Vec<usize>,
    in_block: bool,
    /// Text since the innermost element began.
    words: String,
    /// The `char` of the extension being or last read.
    character: String,
}

impl Walk {
    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        let name = tag.name().as_ref().to_owned();
        let inside = self.elements.last().map_or("", String::as_str);
        match (inside, name.as_str()) {
            ("", other) if other != ROOT => {
                return Err(format!("the root is <{other}>, expected <{ROOT}>: not a Tabular List"));
            }
            (ROOT, "chapter") => self.list.chapters.push(Chapter::default()),
            ("chapter", "section") => self.open_block(attribute(tag, "id")?)?,
            ("section" | "diag", "diag") => self.open_diag()?,
            ("sevenChrDef", "extension") => self.character = attribute(tag, "char")?,
            (outer, other) if is_known(outer, other) => {}
            (outer, other) => return Err(format!("<{other}> inside <{outer}> is not known to this importer")),
        }
        self.elements.push(name);
        self.words.clear();
        Ok(())
    }

    fn open_block(&mut self, id: String) -> Result<(), String> {
        let chapter = self.list.chapters.len().checked_sub(1).ok_or("a section outside a chapter")?;
        self.list.blocks.push(Block { id, chapter, title: String::new(), categories: None });
        self.in_block = true;
        Ok(())
    }

    fn open_diag(&mut self) -> Result<(), String> {
        let block = self.list.blocks.len().checked_sub(1).ok_or("a diag outside a section")?;
        let parent = self.above.last().copied();
        if let Some(parent) = parent {
            self.list.diags[parent].has_children = true;
        }
        self.above.push(self.list.diags.len());
        self.list.diags.push(Diag { code: None, parent, block, has_children: false, characters: Vec::new() });
        Ok(())
    }

    fn close(&mut self) -> Result<(), String> {
        let name = self.elements.pop().unwrap_or_default();
        let inside = self.elements.last().map_or("", String::as_str);
        let text = self.words.split_whitespace().collect::<Vec<_>>().join(" ");
        self.words.clear();
        match (inside, name.as_str()) {
            ("chapter", "section") => self.in_block = false,
            (_, "diag") => {
                let diag = self.above.pop().map(|diag| &self.list.diags[diag]);
                diag.and_then(|diag| diag.code).ok_or("a <diag> without a <name>")?;
            }
            ("chapter", "name") => self.chapter()?.id = text,
            ("chapter", "desc") => self.chapter()?.title = without_range(text),
            ("section", "desc") => self.list.blocks.last_mut().ok_or("no block")?.title = without_range(text),
            ("diag", "name") => self.name_code(&text)?,
            ("sevenChrDef", "extension") => {
                let &[character] = self.character.as_bytes() else {
                    return Err(format!("`{}` is not one 7th character", self.character));
                };
                let diag = *self.above.last().ok_or("7th characters outside a code")?;
                self.list.diags[diag].characters.push(char::from(character));
                self.seventh("meaning", text)?;
            }
            ("sevenChrDef", "note") => self.seventh("includes", text)?,
            ("sevenChrNote", "note") => {
                self.character.clear();
                self.seventh("instruction", text)?;
            }
            (outer, "note") => {
                let kind = LISTS.iter().find(|(element, _)| *element == outer).map(|(_, kind)| *kind);
                let node = self.node()?;
                self.list.notes.push((node, kind.ok_or("a note outside a list")?, text));
            }
            _ => {}
        }
        Ok(())
    }

    fn chapter(&mut self) -> Result<&mut Chapter, String> {
        self.list.chapters.last_mut().ok_or_else(|| "outside a chapter".to_owned())
    }

    fn name_code(&mut self, text: &str) -> Result<(), String> {
        let code = Code::parse(text.as_bytes()).ok_or_else(|| format!("`{text}` is not a code"))?;
        let diag = *self.above.last().ok_or("a name outside a code")?;
        self.list.diags[diag].code = Some(code);
        if self.above.len() == 1 {
            let block = &mut self.list.blocks[self.list.diags[diag].block];
            block.categories = Some((block.categories.map_or(code, |(first, _)| first), code));
        }
        Ok(())
    }

    fn seventh(&mut self, role: &'static str, text: String) -> Result<(), String> {
        let line = (self.node()?, self.character.clone(), role, text);
        self.list.sevenths.push(line);
        Ok(())
    }

    /// The innermost code, block or chapter as the tables name it.
    fn node(&self) -> Result<String, String> {
        if let Some(&diag) = self.above.last() {
            let code = self.list.diags[diag].code.ok_or("a <diag> without a <name>")?;
            return Ok(code.to_string());
        }
        if self.in_block {
            return Ok(format!("block {}", self.list.blocks.last().ok_or("no block")?.id));
        }
        Ok(format!("chapter {}", self.list.chapters.last().ok_or("no chapter")?.id))
    }
}

/// Whether an element that only holds text, or only notes, may stand where it does.
fn is_known(outer: &str, element: &str) -> bool {
    let is_list = |name: &str| LISTS.iter().any(|(list, _)| *list == name);
    match outer {
        "" => element == ROOT,
        "chapter" => matches!(element, "name" | "desc") || is_list(element),
        "section" => element == "desc" || is_list(element),
        "diag" => matches!(element, "name" | "desc" | "sevenChrNote" | "sevenChrDef") || is_list(element),
        "sevenChrNote" | "sevenChrDef" => element == "note",
        outer => element == "note" && is_list(outer),
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<String, String> {
    let attribute = tag.try_get_attribute(name).map_err(|e| e.to_string())?;
    let value = attribute
        .map(|attribute| attribute.normalized_value(XmlVersion::Implicit1_0).map(std::borrow::Cow::into_owned));
    value.transpose().map_err(|e| e.to_string())?.ok_or_else(|| format!("<{}> lacks `{name}`", tag.name().as_ref()))
}

/// `Cholera and the like (A00-A09)` without what its id says already.
fn without_range(title: String) -> String {
    match title.rfind(" (") {
        Some(at) if title.ends_with(')') && title[at + 2..].starts_with(|c: char| c.is_ascii_uppercase()) => {
            title[..at].to_owned()
        }
        _ => title,
    }
}
