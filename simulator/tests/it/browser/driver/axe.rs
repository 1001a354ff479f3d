//! axe-core's rules, as `scripts/test --install` puts them down below `target/`.

use std::env;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::visit::Visit;

/// WCAG 2.2 AA, and what axe-core holds to be good practice beyond it.
const RULES: &str = "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }";

/// The rules, if they are here.
pub struct Axe(Option<String>);

impl Axe {
    /// Says so where they are not installed; `ATHENAEUM_REQUIRE_BROWSER` makes that a failure.
    pub fn find() -> Self {
        let path =
            PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../page/axe/node_modules/axe-core/axe.min.js");
        let rules = fs::read_to_string(&path).ok();
        let required = env::var_os("ATHENAEUM_REQUIRE_BROWSER").is_some();
        assert!(rules.is_some() || !required, "axe-core is required here and not at {}", path.display());
        if rules.is_none() {
            eprintln!("not held against axe-core: it is not installed; scripts/test --install does that");
        }
        Self(rules)
    }

    /// Holds what a page shows now against the rules.
    pub async fn holds(&self, visit: &Visit, state: &str) {
        let Some(rules) = &self.0 else { return };
        visit.eval(&format!("window.axe ? 1 : (() => {{ {rules} }})()")).await;
        let found = visit.eval(&format!("axe.run(document, {RULES}).then((it) => it.violations)")).await;
        let told: Vec<String> = found.as_array().unwrap().iter().map(told).collect();
        assert!(told.is_empty(), "{state}:\n{}", told.join("\n"));
    }
}

fn told(violation: &Value) -> String {
    let nodes = violation["nodes"].as_array().unwrap().iter();
    let nodes: Vec<String> = nodes.map(|it| format!("{}: {}", it["html"], it["failureSummary"])).collect();
    format!("{}\n  {}", violation["help"], nodes.join("\n  "))
}
