//! Writes a resource as the file that reads back as it.

use std::fmt::Write as _;

use super::blocks::starts_anew;
use super::body::{ABOUT, AWAY, PROVIDES, TOWARD, WHY};
use crate::library::resource::{Kind, Related, Resource, Why, WhyPart};

/// The file of a resource. The slug is the file's name and not in it. A resource that was not read from
/// a file may hold what no file can say, such as a blank line within a paragraph; it is fit for a file
/// if parsing what is written here gives it back.
#[must_use]
pub fn write(resource: &Resource) -> String {
    let mut file = String::from("+++\n");
    write_front(&mut file, resource);
    file.push_str("+++\n");
    for (i, text) in resource.description.iter().enumerate() {
        if i > 0 {
            file.push('\n');
        }
        file.push_str(&paragraph(text));
    }
    if let Some(why) = &resource.why {
        write_why(&mut file, why);
    }
    for about in &resource.about {
        heading(
            &mut file,
            "##",
            &about.name.as_ref().map_or(ABOUT.to_owned(), |name| format!("About {name}")),
        );
        for text in &about.paragraphs {
            file.push('\n');
            file.push_str(&paragraph(text));
        }
    }
    file
}

/// A TOML basic string.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn write_front(file: &mut String, resource: &Resource) {
    let mut line = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = writeln!(file, "{key} = {value}");
        }
    };
    let text = |value: &Option<String>| value.as_deref().map(quoted);
    line("title", Some(quoted(&resource.title)));
    line("subtitle", text(&resource.subtitle));
    line("authors", list(&resource.authors, |author| quoted(author)));
    line("kind", resource.kind.map(Kind::label).map(quoted));
    line("year", resource.year.map(|year| year.to_string()));
    line("publisher", text(&resource.publisher));
    line("url", text(&resource.url));
    line("page", text(&resource.page));
    line("image", text(&resource.image));
    line("image_alt", text(&resource.image_alt));
    line("portrait", text(&resource.portrait));
    line("summary", Some(quoted(&resource.summary)));
    line("tagline", text(&resource.tagline));
    line("question", text(&resource.question));
    line("domain", resource.domain.as_ref().map(|domain| quoted(domain.as_str())));
    line("topics", list(&resource.topics, |topic| quoted(topic.as_str())));
    line("related", related(&resource.related));
    line("aliases", list(&resource.aliases, |alias| quoted(alias)));
    line("retired", resource.retired.then(|| "true".to_owned()));
}

fn list<T>(items: &[T], show: impl Fn(&T) -> String) -> Option<String> {
    let shown: Vec<String> = items.iter().map(show).collect();
    (!shown.is_empty()).then(|| format!("[{}]", shown.join(", ")))
}

fn related(items: &[Related]) -> Option<String> {
    let show = |item: &Related| match &item.because {
        Some(because) => {
            format!("{{ slug = {}, because = {} }}", quoted(item.slug.as_str()), quoted(because))
        }
        None => quoted(item.slug.as_str()),
    };
    let lines: Vec<String> = items.iter().map(|item| format!("  {},\n", show(item))).collect();
    (!lines.is_empty()).then(|| format!("[\n{}]", lines.concat()))
}

fn write_why(file: &mut String, why: &Why) {
    heading(file, "##", WHY);
    for part in &why.parts {
        match part {
            WhyPart::Prose(text) => {
                file.push('\n');
                file.push_str(&paragraph(text));
            }
            WhyPart::Away(items) => bullets(file, AWAY, items),
            WhyPart::Toward(items) => bullets(file, TOWARD, items),
            WhyPart::Provides { lead_in, items } if lead_in.is_empty() => {
                bullets(file, PROVIDES, items);
            }
            WhyPart::Provides { lead_in, items } => {
                bullets(file, &format!("{PROVIDES}: {lead_in}"), items);
            }
        }
    }
}

fn heading(file: &mut String, marks: &str, name: &str) {
    if !file.ends_with("+++\n") {
        file.push('\n');
    }
    let _ = writeln!(file, "{marks} {name}");
}

fn bullets(file: &mut String, name: &str, items: &[String]) {
    heading(file, "###", name);
    file.push('\n');
    for item in items {
        let _ = writeln!(file, "- {item}");
    }
}

/// A line break that a new item does not bring about needs a backslash to survive.
fn paragraph(text: &str) -> String {
    let mut written = String::new();
    for (i, line) in text.split('\n').enumerate() {
        if i > 0 {
            written.push_str(if starts_anew(line) { "\n" } else { "\\\n" });
        }
        written.push_str(line);
    }
    written.push('\n');
    written
}
