//! The file that a curator starts from.

use super::page::quoted;
use super::resource::Kind;

/// A commented page for a title. As it is, `library check` asks for authors and summary, and nothing else.
#[must_use]
pub fn template(title: &str) -> String {
    let kinds = Kind::ALL.map(Kind::label).join(", ");
    TEMPLATE.replace("{kinds}", &kinds).replacen("{title}", &quoted(title), 1)
}

const TEMPLATE: &str = r###"+++
# The lines that begin with "# " and a key are optional: fill one in and remove its "# ", or remove it.

title = {title}
# subtitle = "What stands after the colon"
authors = []                            # ["First Author", "Second Author"]
# kind = "book"                         # {kinds}
# year = 2017
# publisher = "Publisher or venue"
# url = "https://example.org/the-work"  # the work itself
# page = "https://example.org/our-page" # its page on the community's site
# image = "https://example.org/cover.png"
# image_alt = "What the picture shows"
# portrait = "https://example.org/author.png"

# One or two sentences for the card, at most 300 characters; 190 fit a phone.
summary = ""
# tagline = "One line above the description"
# question = "One sentence that opens the discussion?"

# Keys from topics.toml.
# domain = "domain"
# topics = ["domain/area"]

# Slugs of other resources: their files' names without .md.
# related = ["a-slug", { slug = "another-slug", because = "why the two belong together" }]

# Other names that people ask for.
# aliases = ["Short Name"]

# retired = true                        # kept for what readers said, no longer offered

# Below the line +++ comes the text, in Markdown. Every part may be left out:
#
#   Paragraphs of description.
#
#   ## Why this belongs here
#
#   Prose, before, between and after three lists of lines "- …":
#
#   ### Away from
#   ### Toward
#   ### Provides: grounding for people who
#
#   ## About the author                 (or "## About Some Name" for each of several)
+++
"###;

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::library::page::parse;
    use crate::library::source::SourceFile;

    fn told(text: &str) -> Vec<String> {
        let found = parse(&SourceFile::new("library/a.md", text)).unwrap_err();
        found.iter().map(|found| found.message.clone()).collect()
    }

    #[test]
    fn it_asks_for_authors_and_summary_only() {
        let text = template("The \"Best\" \\ Title");
        assert_eq!(told(&text), ["`authors` is an empty list", "`summary` is empty"]);
    }

    #[test]
    fn filled_in_with_every_key_it_is_a_page() {
        let text = template("A")
            .replace("authors = []", "authors = [\"B\"]")
            .replace("summary = \"\"", "summary = \"S.\"");
        let keys = crate::library::page::KEYS;
        let opened: Vec<&str> = text
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(rest) if keys.iter().any(|key| rest.starts_with(&format!("{key} ="))) => rest,
                _ => line,
            })
            .collect();
        let all = format!("{}\n", opened.join("\n"));
        assert!(keys.iter().all(|key| all.contains(&format!("\n{key} ="))), "a key is missing");
        let (resource, warnings) = parse(&SourceFile::new("library/a.md", all)).unwrap();
        assert_eq!(warnings, []);
        assert!(resource.retired && resource.related.len() == 2);
    }
}
