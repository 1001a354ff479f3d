//! Canaries: words that nobody would write by chance, each with where it was written.

/// All canaries of a scene.
#[derive(Default)]
pub struct Marks(Vec<(String, String)>);

impl Marks {
    /// A new one. Letters and digits only, so that no escaping on the way can disguise it.
    pub fn new_in(&mut self, place: &str) -> String {
        let mark = format!("zq{:016x}", getrandom::u64().unwrap());
        self.0.push((place.to_owned(), mark.clone()));
        mark
    }

    /// Makes a canary of something that is one by nature: an id, a token.
    pub fn add(&mut self, place: &str, mark: String) {
        self.0.push((place.to_owned(), mark));
    }

    /// Which of them stand in a text.
    pub fn in_text<'a>(&'a self, text: &str) -> Vec<&'a str> {
        self.0.iter().filter(|(_, mark)| text.contains(mark)).map(|(place, _)| place.as_str()).collect()
    }

    /// Which of them stand in some bytes.
    pub fn in_bytes<'a>(&'a self, bytes: &[u8]) -> Vec<&'a str> {
        let stands = |mark: &str| bytes.windows(mark.len()).any(|it| it == mark.as_bytes());
        self.0.iter().filter(|(_, mark)| stands(mark)).map(|(place, _)| place.as_str()).collect()
    }

    /// Every place.
    pub fn places(&self) -> Vec<&str> {
        self.0.iter().map(|(place, _)| place.as_str()).collect()
    }
}
