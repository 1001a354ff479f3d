//! The body of Discord's error 50035, "Invalid Form Body" (API Reference, Error Messages).

use serde_json::{Map, Value, json};

use super::Violation;

/// The 50035 body: a tree along each violation's path, positions in lists as string keys, `_errors` at its end.
pub fn form_error(violations: &[Violation]) -> Value {
    let mut errors = Map::new();
    for violation in violations {
        let place = descend(&mut errors, &violation.path);
        let told = place.entry("_errors").or_insert_with(|| json!([]));
        if let Value::Array(list) = told {
            list.push(json!({"code": violation.code, "message": violation.message}));
        }
    }
    json!({"code": 50035, "message": "Invalid Form Body", "errors": errors})
}

// A body may hold any key, so a step may itself be called `_errors`; it is left out rather than mixed up with the lists.
fn descend<'m>(root: &'m mut Map<String, Value>, path: &str) -> &'m mut Map<String, Value> {
    path.split('.').filter(|step| !step.is_empty() && *step != "_errors").fold(root, |place, step| {
        let next = place.entry(step).or_insert_with(|| Value::Object(Map::new()));
        next.as_object_mut().expect("only `_errors` holds a list, and no path has a step of that name")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn violation(path: &str, code: &'static str) -> Violation {
        Violation { path: path.into(), code, message: "no".into() }
    }

    #[test]
    fn the_tree_follows_the_paths() {
        let body = form_error(&[
            violation("embeds.0.title", "A"),
            violation("embeds.0", "B"),
            violation("content", "C"),
        ]);
        assert_eq!(body["code"], 50035);
        assert_eq!(body["errors"]["embeds"]["0"]["title"]["_errors"][0]["code"], "A");
        assert_eq!(body["errors"]["embeds"]["0"]["_errors"][0]["code"], "B");
        assert_eq!(body["errors"]["content"]["_errors"], json!([{"code": "C", "message": "no"}]));
    }

    #[test]
    fn a_key_called_like_the_lists_is_left_out() {
        let body = form_error(&[violation("a", "A"), violation("a._errors.b", "B")]);
        assert_eq!(body["errors"]["a"]["_errors"][0]["code"], "A");
        assert_eq!(body["errors"]["a"]["b"]["_errors"][0]["code"], "B");
    }

    #[test]
    fn one_place_holds_several_and_the_body_its_own() {
        let body = form_error(&[violation("name", "A"), violation("name", "B"), violation("", "C")]);
        assert_eq!(body["errors"]["name"]["_errors"].as_array().map(Vec::len), Some(2));
        assert_eq!(body["errors"]["_errors"][0]["code"], "C");
    }
}
