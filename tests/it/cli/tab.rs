//! A page without a browser: one WebSocket by hand ("The WebSocket Protocol", RFC 6455), for what a visitor does and sees.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

/// How long a frame is waited for before the test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// A visitor's page.
pub(super) struct Tab {
    stream: BufReader<TcpStream>,
    asked: u64,
    /// The last `world` frame.
    pub(super) world: Value,
    heard: Vec<Value>,
}

impl Tab {
    /// Opens the page at this address as somebody; `""` is whoever comes first.
    pub(super) fn open(url: &str, query: &str) -> Self {
        let at = url.trim_start_matches("http://").split('/').next().unwrap();
        let mut stream = TcpStream::connect(at).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let headers = format!(
            "GET /page/live{query} HTTP/1.1\r\nHost: {at}\r\nOrigin: http://{at}\r\nConnection: Upgrade\r\n\
             Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(headers.as_bytes()).unwrap();
        let mut stream = BufReader::new(stream);
        let lines: Vec<String> =
            stream.by_ref().lines().map(Result::unwrap).take_while(|it| !it.is_empty()).collect();
        assert!(lines[0].starts_with("HTTP/1.1 101"), "{lines:?}");
        let mut tab = Self { stream, asked: 0, world: Value::Null, heard: Vec::new() };
        tab.frame(|it| it["type"] == "world");
        tab
    }

    /// The same page, looked at by another of its people.
    pub(super) fn switch(&self, url: &str, name: &str) -> Self {
        let all = self.world["guilds"].as_array().unwrap().iter();
        let person = all.flat_map(|it| it["members"].as_array().unwrap()).find(|it| it["name"] == name);
        Self::open(url, &format!("?as={}", person.unwrap()["id"].as_str().unwrap()))
    }

    /// Does something that goes well; what `done` says.
    pub(super) fn does(&mut self, ask: Value) -> Value {
        self.tries(ask, "done")
    }

    /// Does something that is refused; why.
    pub(super) fn is_refused(&mut self, ask: Value) -> String {
        self.tries(ask, "stuck")["why"].as_str().unwrap().to_owned()
    }

    /// Begins something, whose end has this number.
    pub(super) fn begins(&mut self, mut ask: Value) -> u64 {
        self.asked += 1;
        ask["ask"] = json!(self.asked);
        self.send(&ask.to_string());
        self.asked
    }

    fn tries(&mut self, ask: Value, ends: &str) -> Value {
        let told = ask.to_string();
        let number = self.begins(ask);
        let end = self.frame(|it| it["ask"] == number && it["type"] != "world");
        assert_eq!(end["type"], ends, "{told}: {end}");
        end
    }

    /// Calls a command, with its subcommand if it has any, in #general; the answer once it has come.
    pub(super) fn calls(&mut self, line: &str, option: Option<(&str, &str)>) -> Value {
        let channel = self.known("channels", "general");
        self.does(json!({"type": "open", "channel": channel}));
        let given = option.iter().map(|(name, value)| json!({"name": name, "type": 3, "value": value}));
        let mut options: Vec<Value> = given.collect();
        let mut words = line.split(' ');
        let command = self.known("commands", words.next().unwrap());
        if let Some(sub) = words.next() {
            options = vec![json!({"name": sub, "type": 1, "options": options})];
        }
        self.heard.clear();
        self.does(json!({"type": "command", "channel": channel, "command": command, "options": options}));
        self.answer(|_| true)
    }

    /// Presses a button; the private answer once it has come.
    pub(super) fn presses(&mut self, message: &Value, label: &str) -> Value {
        let rows = message["components"].as_array().unwrap().iter();
        let button = rows.flat_map(|it| it["components"].as_array().unwrap()).find(|it| it["label"] == label);
        let custom_id = &button.unwrap_or_else(|| panic!("no {label} on {message}"))["custom_id"];
        let (channel, id) = (&message["channel_id"], &message["id"]);
        self.heard.clear();
        self.does(json!({"type": "press", "channel": channel, "message": id, "custom_id": custom_id}));
        // What others see of it, such as the card's new buttons, is another message.
        self.answer(|it| it["only_you"] == true)
    }

    /// The first frame like this since the last act.
    pub(super) fn frame(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        loop {
            if let Some(at) = self.heard.iter().position(&is_it) {
                return self.heard.remove(at);
            }
            let frame = self.next();
            if frame["type"] == "world" {
                self.world = frame.clone();
            }
            self.heard.push(frame);
        }
    }

    /// All that comes until the page's other side ends.
    pub(super) fn rest(mut self) -> Vec<Value> {
        let mut rest = std::mem::take(&mut self.heard);
        while let Some(frame) = self.one() {
            rest.push(frame);
        }
        rest
    }

    /// The id of a channel or command.
    pub(super) fn known(&self, list: &str, name: &str) -> Value {
        let known = self.world[list].as_array().unwrap().iter().find(|it| it["name"] == name);
        known.unwrap_or_else(|| panic!("no {name} among the {list}"))["id"].clone()
    }

    fn answer(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        let is_come = |it: &Value| it["type"] == "message" && it["message"]["thinking"] != true;
        let is_it = |it: &Value| is_come(it) && fits(&it["message"]);
        self.frame(is_it)["message"].clone()
    }

    fn send(&mut self, text: &str) {
        let length = u16::try_from(text.len()).unwrap();
        // A whole text frame, masked with zeros.
        let mut frame = vec![0x81, 0x80 | 126];
        frame.extend(length.to_be_bytes());
        frame.extend([0; 4]);
        frame.extend(text.as_bytes());
        self.stream.get_mut().write_all(&frame).unwrap();
    }

    fn next(&mut self) -> Value {
        self.one().expect("a whole text frame")
    }

    /// The next frame, as long as there are any.
    fn one(&mut self) -> Option<Value> {
        let mut start = [0; 2];
        self.stream.read_exact(&mut start).ok()?;
        let [0x81, second] = start else { return None };
        let length = match second {
            126 => u64::from(u16::from_be_bytes(self.bytes())),
            127 => u64::from_be_bytes(self.bytes()),
            short => u64::from(short),
        };
        let mut text = vec![0; usize::try_from(length).unwrap()];
        self.stream.read_exact(&mut text).unwrap();
        Some(serde_json::from_slice(&text).unwrap())
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.stream.read_exact(&mut bytes).unwrap();
        bytes
    }
}
