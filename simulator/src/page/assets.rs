//! The files that a browser gets, embedded as they stand in `page/`: plain modules, no bundler, no build step.

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A file: its path below `/page/`, and what is in it.
type Asset = (&'static str, &'static [u8]);

macro_rules! assets {
    ($($path:literal,)*) => {
        const ASSETS: &[Asset] = &[$(($path, include_bytes!(concat!("../../page/", $path)))),*];
    };
}

assets! {
    "index.html",
    "announcer.js",
    "channels.js",
    "dom.js",
    "end.js",
    "form.js",
    "forum.js",
    "icon.svg",
    "live.js",
    "log.js",
    "members.js",
    "menu.js",
    "notices.js",
    "options.js",
    "page.js",
    "people.js",
    "place.js",
    "sending.js",
    "session.js",
    "stretch.js",
    "surroundings.js",
    "theme.js",
    "time.js",
    "typing.js",
    "way.js",
    "markdown/block.js",
    "markdown/draw.js",
    "markdown/inline.js",
    "markdown/link.js",
    "markdown/parse.js",
    "message/components.js",
    "message/embed.js",
    "message/files.js",
    "message/message.js",
    "message/select.js",
    "message/system.js",
    "side/faults.js",
    "side/wire.js",
    "style/controls.css",
    "style/embed.css",
    "style/members.css",
    "style/message.css",
    "style/page.css",
    "style/phone.css",
    "style/side.css",
    "style/theme.css",
    "style/write.css",
    "write/call.js",
    "write/commands.js",
    "write/composer.js",
    "write/file.js",
    "write/option.js",
    "write/typed.js",
    "write/unknown.js",
}

/// The answer for one file: unchanged ones cost no bytes.
pub fn answer(path: &str, headers: &HeaderMap) -> Response {
    let Some((path, bytes)) = ASSETS.iter().find(|(known, _)| *known == path) else {
        return (StatusCode::NOT_FOUND, "there is no such file\n").into_response();
    };
    let tag = tag(bytes);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|it| it.to_str().ok());
    if known.is_some_and(|it| it.split(',').any(|it| it.trim() == tag)) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    ([(header::ETAG, tag), (header::CONTENT_TYPE, kind(path).to_owned())], *bytes).into_response()
}

fn tag(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("\"{:016x}\"", hasher.finish())
}

fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, end)| end) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn files(folder: &Path, found: &mut Vec<String>) {
        let entries = std::fs::read_dir(folder).expect("the folder is there");
        for entry in entries.map(|it| it.expect("it can be read").path()) {
            if entry.is_dir() {
                files(&entry, found);
            } else {
                found.push(entry.display().to_string());
            }
        }
    }

    #[test]
    fn every_file_of_the_page_is_served_and_its_kind_is_known() {
        let root = format!("{}/page/", env!("CARGO_MANIFEST_DIR"));
        let mut found = Vec::new();
        files(Path::new(&root), &mut found);
        let mut served: Vec<String> = ASSETS.iter().map(|(path, _)| format!("{root}{path}")).collect();
        found.sort();
        served.sort();
        assert_eq!(served, found);
        let unknown = ASSETS.iter().filter(|(path, _)| kind(path) == "application/octet-stream");
        assert_eq!(unknown.count(), 0);
    }
}
