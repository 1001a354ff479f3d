//! Messages as people see them.
use serde_json::Value;

/// Names of what is mentioned.
pub trait Names {
    /// A user's name.
    fn user(&self, id: &str) -> Option<String>;
    /// A role's name.
    fn role(&self, id: &str) -> Option<String>;
    /// A channel's name.
    fn channel(&self, id: &str) -> Option<String>;
}
/// A message.
pub fn message_text(message: &Value, _names: &dyn Names) -> String {
    let mut lines = Vec::new();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    lines.push(text(&message["content"]));
    for embed in message["embeds"].as_array().into_iter().flatten() {
        lines.push(format!("┃ **{}**", text(&embed["title"])));
        lines.push(format!("┃ {}", text(&embed["description"])));
    }
    for row in message["components"].as_array().into_iter().flatten() {
        let shown: Vec<String> = row["components"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|c| {
                if c["type"] == 2 {
                    format!("[{}]", text(&c["label"]))
                } else {
                    format!("⟨{} ▾⟩", text(&c["placeholder"]))
                }
            })
            .collect();
        lines.push(shown.join(" "));
    }
    for file in message["attachments"].as_array().into_iter().flatten() {
        lines.push(format!("📎 {}", text(&file["filename"])));
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}
/// A form.
pub fn form_text(modal: &Value) -> String {
    modal["title"].as_str().unwrap_or_default().to_owned()
}
