//! A "no" that the member can mend, in words.

use std::fmt;

use super::decision::Typed;

/// Why an act or a look was not done; its `Display` is what the member reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong and how to go on, in Markdown.
    pub why: String,
    /// What the member had typed, handed back ready to copy.
    pub words: Option<String>,
    /// What else the member had asked for, in Markdown.
    pub asked: Option<String>,
    /// The `custom_id` of a "Try again" button.
    pub again: Option<String>,
}

impl Refusal {
    /// A refusal that says why.
    pub fn new(why: impl Into<String>) -> Self {
        Self { why: why.into(), words: None, asked: None, again: None }
    }

    /// The same refusal with the member's words handed back.
    #[must_use]
    pub fn with_words(mut self, words: Option<&str>) -> Self {
        self.words = words.map(str::to_owned);
        self
    }

    /// The same refusal with a way to try again.
    #[must_use]
    pub fn with_again(mut self, custom_id: impl Into<String>) -> Self {
        self.again = Some(custom_id.into());
        self
    }

    /// The same refusal with what was typed handed back, unless it hands something back already.
    #[must_use]
    pub fn handing_back(mut self, typed: Option<Typed>) -> Self {
        if let Some(typed) = typed {
            self.words = self.words.or(typed.words);
            self.asked = self.asked.or(typed.asked);
            self.again.get_or_insert(typed.again);
        }
        self
    }

    /// Not the asker's, or not there: both read the same, so that numbers cannot be probed.
    pub fn no_such_entry(number: impl fmt::Display) -> Self {
        Self::new(format!("There is no entry #{number} of yours here."))
    }

    /// The resource has left the library.
    pub fn resource_gone(title: &str) -> Self {
        Self::new(format!("**{title}** is no longer in the library, so nothing was saved."))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}
