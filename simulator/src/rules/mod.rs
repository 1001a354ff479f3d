//! Discord's rules for bodies.
use serde_json::{Value, json};

/// One broken rule.
pub struct Violation {
    /// Dotted place in the body.
    pub path: String,
    /// Discord's code.
    pub code: &'static str,
    /// Discord's words.
    pub message: String,
}
/// Where a message is going.
#[derive(Clone, Copy)]
pub enum MessageContext {
    /// New.
    Create,
    /// Edit.
    Edit,
    /// Callback.
    InteractionReply,
    /// Follow-up.
    Webhook,
    /// Forum.
    ForumPost,
}
/// Messages.
pub fn check_message(body: &Value, _context: MessageContext) -> Vec<Violation> {
    let long = body["content"].as_str().is_some_and(|text| text.encode_utf16().count() > 2000);
    let message = || "Must be 2000 or fewer in length.".to_owned();
    long.then(|| Violation { path: "content".into(), code: "BASE_TYPE_MAX_LENGTH", message: message() })
        .into_iter()
        .collect()
}
/// Commands.
pub fn check_commands(_list: &Value) -> Vec<Violation> {
    Vec::new()
}
/// Modals.
pub fn check_modal(_data: &Value) -> Vec<Violation> {
    Vec::new()
}
/// Choices.
pub fn check_choices(_data: &Value) -> Vec<Violation> {
    Vec::new()
}
/// Names.
pub fn check_channel_name(_name: &str) -> Vec<Violation> {
    Vec::new()
}
/// The body.
pub fn form_error(violations: &[Violation]) -> Value {
    let mut errors = json!({});
    for violation in violations {
        let mut at = &mut errors;
        for part in violation.path.split('.') {
            at = &mut at[part];
        }
        *at = json!({"_errors": [{"code": violation.code, "message": violation.message}]});
    }
    json!({"code": 50035, "message": "Invalid Form Body", "errors": errors})
}
