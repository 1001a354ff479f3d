//! Which files an option takes ("Application Command Option", `file_types`). Discord looks at the name alone, never at
//! what is in the file.

/// The endings of what Discord's client shows as such.
const KINDS: [(&str, &[&str]); 3] = [
    ("audio", &[".mp3", ".ogg", ".wav", ".flac", ".m4a", ".opus", ".aac"]),
    ("image", &[".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".heic", ".bmp"]),
    ("video", &[".mp4", ".webm", ".mov", ".mkv"]),
];

/// Whether that is a kind of file, or an ending with its dot.
pub fn is_one(wanted: &str) -> bool {
    endings(wanted).is_some() || wanted.strip_prefix('.').is_some_and(|it| !it.is_empty())
}

/// Whether a file of this name is taken where these types are asked for; where none are, every file is.
pub fn fits<'a>(name: &str, wanted: impl IntoIterator<Item = &'a str>) -> bool {
    let name = name.to_lowercase();
    let mut asked = wanted.into_iter().peekable();
    let ends = |one: &str| match endings(one) {
        Some(all) => all.iter().any(|ending| name.ends_with(ending)),
        None => name.ends_with(&one.to_lowercase()),
    };
    asked.peek().is_none() || asked.any(ends)
}

fn endings(kind: &str) -> Option<&'static [&'static str]> {
    KINDS.iter().find(|(name, _)| *name == kind).map(|(_, endings)| *endings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_alone_decides() {
        assert!(fits("notes.TXT", [".txt"]));
        assert!(fits("sun.jpeg", [".pdf", "image"]));
        assert!(!fits("sun.jpeg", [".pdf", "audio"]));
        assert!(!fits("pdf", [".pdf"]));
        assert!(fits("anything", []));
        assert!(is_one("video") && is_one(".tar.gz") && !is_one(".") && !is_one("text"));
    }
}
