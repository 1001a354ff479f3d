//! Uploaded files: their bytes are kept and can be downloaded again.

use serde_json::{Value, json};

use super::World;
use crate::error;
use crate::error::Refusal;
use crate::snowflake::Id;

/// Discord's default limit for one file, in bytes (Reference, "Uploading Files").
pub const FILE_LIMIT: usize = 10 * 1024 * 1024;

/// A file on its way in: `files[index]` of a multipart body.
#[derive(Clone, Debug)]
pub struct Upload {
    pub index: u64,
    pub name: String,
    pub content_type: Option<String>,
    pub bytes: Vec<u8>,
}

/// A file that a message carries.
pub struct File {
    pub id: Id,
    pub channel: Id,
    pub name: String,
    pub description: Option<String>,
    pub content_type: String,
    pub bytes: Vec<u8>,
    pub ephemeral: bool,
    /// Who chose it for an option of a command; `None` for what a message carries.
    pub chosen_by: Option<Id>,
}

impl File {
    pub fn json(&self, base: &str) -> Value {
        let url = format!("{base}/attachments/{}/{}/{}", self.channel, self.id, self.name);
        let mut file = json!({
            "id": self.id, "filename": self.name, "size": self.bytes.len(), "url": url, "proxy_url": url,
            "content_type": self.content_type,
        });
        if let Some(description) = &self.description {
            file["description"] = json!(description);
        }
        if self.ephemeral {
            file["ephemeral"] = json!(true);
        }
        file
    }
}

impl World {
    /// Keeps uploads with what `attachments` says of them, and returns their ids.
    pub fn keep_files(
        &mut self,
        channel: Id,
        uploads: Vec<Upload>,
        attachments: &Value,
        ephemeral: bool,
    ) -> Result<Vec<Id>, Refusal> {
        if uploads.len() > 10 {
            return Err(error::TOO_MANY_ATTACHMENTS.into());
        }
        if uploads.iter().any(|upload| upload.bytes.len() > FILE_LIMIT) {
            return Err(error::REQUEST_TOO_LARGE.into());
        }
        Ok(uploads
            .into_iter()
            .map(|upload| self.keep_file(channel, upload, attachments, ephemeral))
            .collect())
    }

    /// Keeps a file that somebody chose for an option of a command, before they send it.
    pub fn choose_file(&mut self, user: Id, channel: Id, upload: Upload) -> Result<Id, Refusal> {
        let id = *self.keep_files(channel, vec![upload], &Value::Null, true)?.first().unwrap_or(&Id(0));
        if let Some(file) = self.files.get_mut(&id) {
            file.chosen_by = Some(user);
        }
        Ok(id)
    }

    /// The newest file of this name or id that somebody chose in a channel.
    pub fn chosen_file(&self, user: Id, channel: Id, name: &str) -> Option<&File> {
        let own = |it: &&File| it.chosen_by == Some(user) && it.channel == channel;
        self.files
            .values()
            .rev()
            .filter(own)
            .find(|it| it.name == addressable(name) || it.id.to_string() == name)
    }

    fn keep_file(&mut self, channel: Id, upload: Upload, attachments: &Value, ephemeral: bool) -> Id {
        let id = self.id();
        let listed = attachments.as_array().into_iter().flatten();
        let said = listed.into_iter().find(|entry| Id::from_json(&entry["id"]) == Some(Id(upload.index)));
        let text = |key: &str| said.and_then(|entry| entry[key].as_str()).map(str::to_owned);
        let file = File {
            id,
            channel,
            name: addressable(&text("filename").unwrap_or(upload.name)),
            description: text("description"),
            content_type: upload.content_type.unwrap_or_else(|| "application/octet-stream".to_owned()),
            bytes: upload.bytes,
            ephemeral,
            chosen_by: None,
        };
        self.files.insert(id, file);
        id
    }
}

/// A name that can stand in an address: Discord's own habit for spaces, and for what would end a name there.
fn addressable(name: &str) -> String {
    name.replace([' ', '/', '\\', '?', '#', '%'], "_")
}
