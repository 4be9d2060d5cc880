//! The folder of scripts: its settings, its version locations and its revisions.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;

use alembic_config::Config;
use alembic_revision::{Identifier, Purpose, Revision, RevisionError, RevisionMap, RevisionRef};

use crate::discovery::{DiscoveryOptions, discover};
use crate::error::ScriptError;
use crate::file_name::{DEFAULT_FILE_TEMPLATE, DEFAULT_SLUG_LENGTH};
use crate::header::RevisionLoader;
use crate::load::{self, VersionFile};
use crate::resource::resolve_location;
use crate::script::Script;

/// What a script directory needs to know of the configuration.
#[derive(Clone, Debug)]
pub struct ScriptSettings {
    /// The folder of the scripts: a path, or `package:folder`.
    pub script_location: String,
    /// The names of new version files.
    pub file_template: String,
    /// The greatest length of the slug in such a name.
    pub truncate_slug_length: usize,
    /// The folders of version files; if there are none, `versions` in the folder of the scripts.
    pub version_locations: Vec<String>,
    /// Whether compiled version files count when their source is missing.
    pub sourceless: bool,
    /// Whether the folders inside the version locations are searched as well.
    pub recursive_version_locations: bool,
    /// The encoding of new version files.
    pub output_encoding: String,
    /// The time zone of dates in new version files; local time if there is none.
    pub timezone: Option<String>,
    /// The folder that relative paths start from.
    pub directory: PathBuf,
    /// Where Python looks for packages.
    pub python_path: Vec<PathBuf>,
}

impl ScriptSettings {
    /// Returns the settings of a folder for which nothing else is configured.
    pub fn new(script_location: impl Into<String>, directory: impl Into<PathBuf>) -> Self {
        Self {
            script_location: script_location.into(),
            file_template: DEFAULT_FILE_TEMPLATE.to_owned(),
            truncate_slug_length: DEFAULT_SLUG_LENGTH,
            version_locations: Vec::new(),
            sourceless: false,
            recursive_version_locations: false,
            output_encoding: "utf-8".to_owned(),
            timezone: None,
            directory: directory.into(),
            python_path: Vec::new(),
        }
    }

    /// Reads the settings from the configuration.
    ///
    /// `python_path` is what comes after the folders of `prepend_sys_path`. The second part of the
    /// result holds what users should be warned of.
    ///
    /// # Errors
    ///
    /// Fails when `script_location` is missing or a setting has a value that it cannot have.
    pub fn from_config(
        config: &Config,
        python_path: &[PathBuf],
    ) -> Result<(Self, Vec<String>), ScriptError> {
        let directory = config.directory().to_owned();
        let mut settings = Self::new(config.script_location()?, &directory);
        let mut warnings = Vec::new();
        if let Some(template) = config.file_template()? {
            settings.file_template = template;
        }
        // As in the original, zero means the default.
        if let Some(length) = config.truncate_slug_length()?.filter(|length| *length != 0) {
            settings.truncate_slug_length = usize::try_from(length).unwrap_or(0);
        }
        if let Some(prepended) = config.prepend_sys_path()? {
            settings
                .python_path
                .extend(prepended.paths.iter().map(|path| directory.join(path)));
            warnings.extend(prepended.deprecation);
        }
        settings.python_path.extend_from_slice(python_path);
        settings.sourceless = config.sourceless()?;
        settings.output_encoding = config.output_encoding()?;
        if let Some(locations) = config.version_locations()? {
            settings.version_locations = locations.paths;
            warnings.extend(locations.deprecation);
        }
        settings.timezone = config.timezone()?;
        settings.recursive_version_locations = config.recursive_version_locations()?;
        Ok((settings, warnings))
    }
}

/// A folder of scripts.
///
/// The version files are read when something first asks for the revisions.
pub struct ScriptDirectory {
    folder: PathBuf,
    shown_folder: PathBuf,
    loader: Option<Rc<dyn RevisionLoader>>,
    reading: Reading,
    warnings: RefCell<Vec<String>>,
}

/// The version files as some settings find them.
struct Reading {
    settings: ScriptSettings,
    /// The places of files that an earlier reading has found; new ones come after them.
    places: HashMap<PathBuf, usize>,
    version_locations: OnceCell<Vec<PathBuf>>,
    revisions: OnceCell<Revisions>,
    /// The one with later settings. Revisions of this one may still be looked at.
    next: OnceCell<Box<Self>>,
}

impl Reading {
    fn new(settings: ScriptSettings) -> Self {
        Self {
            settings,
            places: HashMap::new(),
            version_locations: OnceCell::new(),
            revisions: OnceCell::new(),
            next: OnceCell::new(),
        }
    }
}

/// The revisions and, in the same order, their files.
#[derive(Debug)]
pub(crate) struct Revisions {
    pub(crate) map: RevisionMap,
    pub(crate) files: Vec<VersionFile>,
}

impl ScriptDirectory {
    /// Returns the script directory of the settings.
    ///
    /// # Errors
    ///
    /// Fails when the folder does not exist.
    pub fn new(settings: ScriptSettings) -> Result<Self, ScriptError> {
        let shown_folder = plain_path(&resolve_location(
            &settings.script_location,
            &settings.python_path,
        )?);
        let folder = std::path::absolute(settings.directory.join(&shown_folder))?;
        if !folder.exists() {
            return Err(ScriptError::MissingFolder {
                path: shown_folder.display().to_string(),
            });
        }
        Ok(Self {
            folder,
            shown_folder,
            loader: None,
            reading: Reading::new(settings),
            warnings: RefCell::default(),
        })
    }

    /// Returns the same script directory, which has read nothing yet.
    ///
    /// # Errors
    ///
    /// Fails when the folder is gone.
    pub fn reopened(&self) -> Result<Self, ScriptError> {
        let mut directory = Self::new(self.settings().clone())?;
        directory.loader.clone_from(&self.loader);
        Ok(directory)
    }

    /// Returns the same script directory, which reads the version files again. Those that are there
    /// already keep their order, and new ones come after them.
    ///
    /// # Errors
    ///
    /// Fails when the folder is gone.
    pub fn refreshed(&self) -> Result<Self, ScriptError> {
        let mut directory = self.reopened()?;
        if let Some(revisions) = self.reading().revisions.get() {
            let paths = revisions.files.iter().map(|file| file.path.clone());
            directory.reading.places = paths.zip(0..).collect();
        }
        Ok(directory)
    }

    /// Changes the settings; the version files are read again when something asks for them.
    ///
    /// The folder of the scripts stays the same.
    pub fn reconfigure(&self, settings: ScriptSettings) {
        let next = Box::new(Reading::new(settings));
        self.reading()
            .next
            .set(next)
            .unwrap_or_else(|_| unreachable!("the last reading has no next one"));
    }

    fn reading(&self) -> &Reading {
        let mut reading = &self.reading;
        while let Some(next) = reading.next.get() {
            reading = next;
        }
        reading
    }

    /// Returns the revisions if they have been read.
    pub(crate) fn revisions_mut(&mut self) -> Option<&mut Revisions> {
        let mut reading = &mut self.reading;
        while reading.next.get().is_some() {
            reading = reading.next.get_mut()?;
        }
        reading.revisions.get_mut()
    }

    /// Returns the script directory of the configuration, whose warnings it takes over.
    ///
    /// `python_path` is what comes after the folders of `prepend_sys_path`.
    ///
    /// # Errors
    ///
    /// Fails when a setting is wrong or the folder does not exist.
    pub fn from_config(config: &Config, python_path: &[PathBuf]) -> Result<Self, ScriptError> {
        let (settings, warnings) = ScriptSettings::from_config(config, python_path)?;
        let directory = Self::new(settings)?;
        directory.warnings.borrow_mut().extend(warnings);
        Ok(directory)
    }

    /// Returns the script directory with something that executes version files whose variables are
    /// not literals.
    #[must_use]
    pub fn with_loader(mut self, loader: Rc<dyn RevisionLoader>) -> Self {
        self.loader = Some(loader);
        self
    }

    /// Returns the settings.
    #[must_use]
    pub fn settings(&self) -> &ScriptSettings {
        &self.reading().settings
    }

    /// Returns the folder as configured, which the original shows as `dir`.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.shown_folder
    }

    /// Returns the path of a file in the folder, such as `env.py`.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Returns the folders of version files.
    ///
    /// # Errors
    ///
    /// Fails when one lies in a package that cannot be found.
    pub fn version_locations(&self) -> Result<&[PathBuf], ScriptError> {
        let reading = self.reading();
        if let Some(locations) = reading.version_locations.get() {
            return Ok(locations);
        }
        let locations = self.find_version_locations(&reading.settings)?;
        Ok(reading.version_locations.get_or_init(|| locations))
    }

    fn find_version_locations(
        &self,
        settings: &ScriptSettings,
    ) -> Result<Vec<PathBuf>, ScriptError> {
        if settings.version_locations.is_empty() {
            return Ok(vec![self.folder.join("versions")]);
        }
        settings
            .version_locations
            .iter()
            .map(|location| {
                let path = resolve_location(location, &settings.python_path)?;
                Ok(std::path::absolute(settings.directory.join(path))?)
            })
            .collect()
    }

    /// Returns the one folder of version files.
    ///
    /// # Errors
    ///
    /// Fails when there are several, or it cannot be found.
    pub fn versions(&self) -> Result<&Path, ScriptError> {
        match self.version_locations()? {
            [location] => Ok(location),
            _ => Err(ScriptError::MultipleVersionLocations),
        }
    }

    /// Returns what users should be warned of, once.
    #[must_use]
    pub fn take_warnings(&self) -> Vec<String> {
        self.warnings.take()
    }

    pub(crate) fn warn(&self, warnings: impl IntoIterator<Item = impl ToString>) {
        self.warnings
            .borrow_mut()
            .extend(warnings.into_iter().map(|warning| warning.to_string()));
    }

    pub(crate) fn loader(&self) -> Option<&dyn RevisionLoader> {
        self.loader.as_deref()
    }

    /// Returns the map of the revisions, having read the version files if nobody has.
    ///
    /// # Errors
    ///
    /// Fails when a version file cannot be read or the revisions do not fit together.
    pub fn revision_map(&self) -> Result<&RevisionMap, ScriptError> {
        Ok(&self.revisions()?.map)
    }

    pub(crate) fn revisions(&self) -> Result<&Revisions, ScriptError> {
        let reading = self.reading();
        if let Some(revisions) = reading.revisions.get() {
            return Ok(revisions);
        }
        let revisions = self.load()?;
        Ok(reading.revisions.get_or_init(|| revisions))
    }

    fn load(&self) -> Result<Revisions, ScriptError> {
        let options = DiscoveryOptions {
            sourceless: self.settings().sourceless,
            recursive: self.settings().recursive_version_locations,
        };
        let discovery = discover(self.version_locations()?, options)?;
        self.warn(discovery.warnings);
        let mut paths = discovery.paths;
        let places = &self.reading().places;
        paths.sort_by_key(|path| places.get(path).copied().unwrap_or(usize::MAX));
        let (files, revisions) = load::load_files(paths, self.loader())?;
        let mut warnings = Vec::new();
        let map = RevisionMap::new(revisions, &mut warnings);
        self.warn(warnings);
        match map {
            Ok(map) => Ok(Revisions { map, files }),
            Err(error) => Err(self.with_files(error, files)),
        }
    }

    /// Adds the files of the revisions that an error names.
    fn with_files(&self, error: RevisionError, files: Vec<VersionFile>) -> ScriptError {
        let named = error.revisions();
        let paths: Vec<PathBuf> = files.into_iter().map(|file| file.path).collect();
        let files: Vec<PathBuf> = match load::load_files(paths.clone(), self.loader()) {
            Ok((_, revisions)) => {
                let is_named = |(_, revision): &(_, Revision)| named.contains(&revision.revision());
                let found = paths.into_iter().zip(revisions).filter(is_named);
                found.map(|(path, _)| path).collect()
            }
            Err(_) => Vec::new(),
        };
        if files.is_empty() {
            return for_lookup(error);
        }
        ScriptError::VersionFiles { error, files }
    }

    /// Returns a revision of the map together with its file.
    ///
    /// # Errors
    ///
    /// Fails when the version files cannot be read.
    pub fn script<'directory>(
        &'directory self,
        revision: RevisionRef<'directory>,
    ) -> Result<Script<'directory>, ScriptError> {
        let files = &self.revisions()?.files;
        let file = files
            .get(revision.index())
            .ok_or_else(|| ScriptError::NoRevision {
                filename: revision.revision().to_owned(),
            })?;
        Ok(Script::new(revision, file))
    }

    /// Returns the scripts with these names, leaving out the base.
    ///
    /// # Errors
    ///
    /// Fails when a name stands for nothing, or for several where one is needed.
    pub fn get_revisions<'text>(
        &self,
        names: impl Into<Identifier<'text>>,
    ) -> Result<Vec<Script<'_>>, ScriptError> {
        let revisions = self
            .revision_map()?
            .get_revisions(names)
            .map_err(for_lookup)?;
        revisions
            .into_iter()
            .map(|revision| self.script(revision))
            .collect()
    }

    /// Returns the script with this name, nothing for the base.
    ///
    /// # Errors
    ///
    /// Fails when the name stands for nothing or for several.
    pub fn get_revision(&self, name: &str) -> Result<Option<Script<'_>>, ScriptError> {
        let revision = self
            .revision_map()?
            .get_revision(name)
            .map_err(for_lookup)?;
        revision.map(|revision| self.script(revision)).transpose()
    }

    /// Returns the one head, nothing if there are no revisions.
    ///
    /// # Errors
    ///
    /// Fails when there are several.
    pub fn get_current_head(&self) -> Result<Option<&str>, ScriptError> {
        let head = self.revision_map()?.current_head(None);
        head.map_err(|error| error.for_user(&Purpose::CurrentHead).into())
    }

    /// Returns the heads; if dependencies are considered, without those that a revision depends on.
    ///
    /// # Errors
    ///
    /// Fails when the version files cannot be read.
    pub fn get_heads(&self, consider_depends_on: bool) -> Result<Vec<&str>, ScriptError> {
        let map = self.revision_map()?;
        Ok(if consider_depends_on {
            map.real_heads()
        } else {
            map.heads()
        })
    }

    /// Returns the bases.
    ///
    /// # Errors
    ///
    /// Fails when the version files cannot be read.
    pub fn get_bases(&self) -> Result<Vec<&str>, ScriptError> {
        Ok(self.revision_map()?.bases())
    }
}

pub(crate) fn for_lookup(error: RevisionError) -> ScriptError {
    error.for_user(&Purpose::Lookup).into()
}

/// Returns a path as Python's `Path` writes it: without `.` and doubled separators.
pub(crate) fn plain_path(path: &Path) -> PathBuf {
    let plain: PathBuf = path
        .components()
        .filter(|component| *component != Component::CurDir)
        .collect();
    if plain.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        plain
    }
}
