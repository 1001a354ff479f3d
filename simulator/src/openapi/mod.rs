//! Discord's machine-readable specification as a second judge of every request.
//!
//! The file knows types, required keys and plain limits; [`crate::rules`] knows what only the prose says. The document
//! is corrected where it is known to be wrong (`errata`) and its unions are rewritten so that a mistake is reported
//! in the branch that was meant (`union`). What it says of unknown keys is nothing, so misspelt ones pass.

mod errata;
mod route;
mod schema;
mod union;

use std::collections::HashMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use jsonschema::Validator;
use serde_json::Value;

use route::{Operation, Routes};

/// Where the file lies below a folder that holds the workspace or stands above it.
const PLACE: &str = "shared/discord/openapi.json";

/// Why the specification could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file is absent or unreadable.
    #[error("cannot open {path}")]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is not JSON.
    #[error("{path} is not JSON")]
    Parse {
        /// The file.
        path: PathBuf,
        /// Where it stops being JSON.
        source: serde_json::Error,
    },
    /// The JSON has no `paths` and `components`.
    #[error("{path} is not an OpenAPI document")]
    Foreign {
        /// The file.
        path: PathBuf,
    },
}

/// The specification, corrected; its validators are made when first needed and kept. Can be shared between threads.
pub struct Specification {
    document: Value,
    routes: Routes,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

impl Specification {
    /// The file that `DISCORD_OPENAPI` names, else `shared/discord/openapi.json` in a folder at or above this crate or
    /// the current folder. A file that is there and cannot be read is logged and counts as absent.
    pub fn find() -> Option<Self> {
        let here = env::current_dir().ok();
        let starts: Vec<_> = [Some(env!("CARGO_MANIFEST_DIR").into()), here].into_iter().flatten().collect();
        let path = locate(env::var_os("DISCORD_OPENAPI"), &starts)?;
        match Self::read(&path) {
            Ok(specification) => Some(specification),
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the specification is not used");
                None
            }
        }
    }

    /// Reads a specification.
    ///
    /// # Errors
    /// When the file cannot be opened, is not JSON, or is not an `OpenAPI` document.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, ReadError> {
        let path = path.as_ref();
        let named = || path.to_owned();
        let bytes = fs::read(path).map_err(|source| ReadError::Open { path: named(), source })?;
        let document =
            serde_json::from_slice(&bytes).map_err(|source| ReadError::Parse { path: named(), source })?;
        Self::new(document).ok_or_else(|| ReadError::Foreign { path: named() })
    }

    /// Takes a document that is already JSON; `None` if it is not `OpenAPI`.
    pub fn new(mut document: Value) -> Option<Self> {
        let described =
            document.get("paths").is_some_and(Value::is_object) && document.get("components").is_some();
        if !described {
            return None;
        }
        errata::correct(&mut document);
        union::rewrite(&mut document);
        let routes = Routes::of(&document);
        Some(Self { document, routes, validators: Mutex::default() })
    }

    /// Everything that is wrong with a request: `path` as sent below `/api/v10`, with its query. For multipart
    /// requests `body` is the parsed `payload_json`. Values are never repeated, as they may hold people's words.
    pub fn check(&self, method: &str, path: &str, body: Option<&Value>) -> Vec<String> {
        let operation = match self.routes.find(method, path) {
            Ok(operation) => operation,
            Err(finding) => return vec![finding],
        };
        let mut findings = operation.check_address(&self.document);
        let request = operation.request(&self.document);
        let place = format!("{} {}", operation.method.to_uppercase(), operation.template);
        match (request, body.filter(|body| !body.is_null())) {
            (None, Some(_)) => findings.push(format!("{place}: takes no body")),
            (Some(request), None) if request.required => {
                findings.push(format!("{place}: needs a body"));
            }
            (Some(request), Some(body)) => findings.extend(self.against(&request.schema, body)),
            (_, None) => {}
        }
        findings
    }

    /// Everything that is wrong with an answer to a request, which has the address of [`Self::check`]. Answers of
    /// status 500 and above are not described by Discord and always pass.
    pub fn check_response(&self, method: &str, path: &str, status: u16, body: Option<&Value>) -> Vec<String> {
        let operation = match self.routes.find(method, path) {
            Ok(operation) => operation,
            Err(finding) => return vec![finding],
        };
        if status >= 500 {
            return Vec::new();
        }
        let place = format!("{} {} → {status}", operation.method.to_uppercase(), operation.template);
        match (operation.response(&self.document, status), body.filter(|body| !body.is_null())) {
            (None, _) => vec![format!("{place}: not a status of this path")],
            (Some(None), Some(_)) => vec![format!("{place}: has no body")],
            (Some(None), None) => Vec::new(),
            (Some(Some(_)), None) => vec![format!("{place}: needs a body")],
            (Some(Some(schema)), Some(body)) => self.against(&schema, body),
        }
    }

    /// Holds a value against the schema at a JSON pointer of the document.
    fn against(&self, pointer: &str, value: &Value) -> Vec<String> {
        match self.validator(pointer) {
            Ok(validator) => validator.iter_errors(value).map(|error| finding(&error)).collect(),
            Err(reason) => vec![reason],
        }
    }

    fn validator(&self, pointer: &str) -> Result<Arc<Validator>, String> {
        if let Some(validator) = self.kept().get(pointer) {
            return Ok(Arc::clone(validator));
        }
        // Made without the lock: two threads may make the same one, and either serves.
        let schema =
            schema::alone(&self.document, pointer).ok_or_else(|| format!("no schema at {pointer}"))?;
        let made = jsonschema::draft202012::options()
            .should_validate_formats(true)
            .build(&schema)
            .map_err(|error| format!("the schema at {pointer} is broken: {error}"))?;
        let made = Arc::new(made);
        self.kept().insert(pointer.to_owned(), Arc::clone(&made));
        Ok(made)
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<String, Arc<Validator>>> {
        self.validators.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The specification that [`Specification::find`] finds, read once per process: a test binary starts many simulators.
pub(crate) fn shared() -> Option<&'static Specification> {
    static SHARED: OnceLock<Option<Specification>> = OnceLock::new();
    SHARED.get_or_init(Specification::find).as_ref()
}

fn finding(error: &jsonschema::ValidationError<'_>) -> String {
    let place = error.instance_path().to_string();
    let place = place.trim_start_matches('/').replace('/', ".");
    let place = if place.is_empty() { "(body)" } else { &place };
    format!("{place}: {}", error.masked())
}

/// The named file, whether it is there or not: a wrong name must be told, not passed over. Else the first one found.
fn locate(named: Option<OsString>, starts: &[PathBuf]) -> Option<PathBuf> {
    let above = starts.iter().flat_map(|start| start.ancestors());
    let found = || above.map(|folder| folder.join(PLACE)).find(|path| path.is_file());
    named.map(PathBuf::from).or_else(found)
}

// The routes that errors name are Discord's templates, never addresses: those hold tokens.
impl std::fmt::Debug for Specification {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Specification").finish_non_exhaustive()
    }
}

impl Operation<'_> {
    fn check_address(&self, document: &Value) -> Vec<String> {
        let place = format!("{} {}", self.method.to_uppercase(), self.template);
        let ids =
            self.broken_ids(document).into_iter().map(|name| format!("{place}: {name} is not a snowflake"));
        let queries = self.unknown_queries(document).into_iter();
        ids.chain(queries.map(|name| format!("{place}: unknown query parameter {name}"))).collect()
    }
}

#[cfg(test)]
mod tests;
