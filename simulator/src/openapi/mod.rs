//! Discord's own specification.
use serde_json::Value;

/// The specification.
pub struct Specification;

impl Specification {
    /// Finds it.
    pub fn find() -> Option<Self> {
        None
    }

    /// Checks a request.
    pub fn check(&self, _method: &str, _path: &str, _body: Option<&Value>) -> Vec<String> {
        Vec::new()
    }
}
