//! What a run is told beside its inputs: layouts of the user's own, and files that complete the rows of a claim file.

use super::plain::Plain;
use super::source::Source;
use super::{Input, Settings};
use crate::claim::companion::Companion;
use crate::claim::opening;
use crate::claim::preset::{Preset, Presets};
use crate::claim::{Diagnoses, Expected};
use crate::error::{Error, Result};
use std::collections::BTreeMap;
use std::path::Path;

/// The layouts of a run beside those that come with claimlint.
#[derive(Clone, Debug, Default)]
pub struct Layouts {
    /// The one every file has, where the user says so.
    pub named: Option<Preset>,
    /// Those of the user's own.
    pub own: Vec<Preset>,
}

impl Layouts {
    /// Reads the layout files the settings name.
    ///
    /// # Errors
    /// When one cannot be read or is none, or no layout has the name that is asked for.
    pub fn load(settings: &Settings) -> Result<Self> {
        let own = settings.layouts.iter().map(|path| Preset::open(path)).collect::<Result<Vec<_>>>()?;
        let Some(wanted) = &settings.layout else { return Ok(Self { named: None, own }) };
        if Path::new(wanted).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
            return Ok(Self { named: Some(Preset::open(Path::new(wanted))?), own });
        }
        let shipped = Presets::shipped()?;
        let named = own.iter().chain(shipped.all()).find(|preset| preset.name == *wanted).cloned();
        let named = named.ok_or_else(|| {
            let names: Vec<&str> = own.iter().chain(shipped.all()).map(|preset| preset.name.as_str()).collect();
            let near =
                names.iter().max_by(|a, b| strsim::jaro_winkler(wanted, a).total_cmp(&strsim::jaro_winkler(wanted, b)));
            let near = near.filter(|near| strsim::jaro_winkler(wanted, near) > 0.8);
            Error::Usage {
                message: format!("no layout is called `{wanted}`"),
                help: Some(match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the layouts are {}", names.join(", ")),
                }),
            }
        })?;
        Ok(Self { named: Some(named), own })
    }
}

/// Reads the companions of a run.
///
/// # Errors
/// When one cannot be read or says nothing of claims.
pub(super) fn read(settings: &Settings, layouts: &Layouts) -> Result<Vec<Companion>> {
    let read = |path: &std::path::PathBuf| {
        let input = Input::File(path.clone());
        let mut source = Plain::new(Source::open(&input, None)?, path, None)?;
        let columns = BTreeMap::new();
        let expected = Expected { columns: &columns, layout: None, own: &layouts.own, diagnoses: Diagnoses::Elsewhere };
        let opening = opening::open(&mut source, path, &expected)?;
        Companion::read(&super::source::name(&input), path, opening, &mut source)
    };
    settings.companions.iter().map(read).collect()
}
