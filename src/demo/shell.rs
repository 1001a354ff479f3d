//! The shell: lines from a terminal or a pipe, each done as one of the people, and what that person sees then.

use std::collections::HashMap;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use discord_simulator::{Answer, Form, Said, Stuck};

use super::Error;
use super::print::Page;
use super::stage::Stage;

const HELP: &str = "\
as NAME                 go on as somebody else
in CHANNEL              go to another channel or thread of theirs
/resource name:…        any of the bot's commands
type /resource name:…   what is suggested while typing
press LABEL             a button of what was last shown to this person
pick LABEL              an option of a select
fill TEXT               the form that is open (one line: its first field), and send it
say TEXT                an ordinary message
log                     the message command Log as feedback, on the newest message said
see CHANNEL             a channel or thread, as this person sees it
crash                   kill the bot and start it again
people                  who there is
quit                    end";

/// Who does what next, and what each has before them.
struct Shell {
    who: String,
    channel: HashMap<String, String>,
    shown: HashMap<String, Answer>,
    form: HashMap<String, Form>,
    said: Option<Said>,
}

/// Takes lines until they end or somebody says `quit`.
pub async fn run(stage: &mut Stage, page: &Page) -> Result<(), Error> {
    let mut shell = Shell {
        who: "reader1".to_owned(),
        channel: HashMap::new(),
        shown: HashMap::new(),
        form: HashMap::new(),
        said: None,
    };
    let talkative = io::stdin().is_terminal();
    if talkative {
        page.says("You are reader1 in #general. Type help for what can be done, quit to end.");
    }
    let mut line = String::new();
    loop {
        if talkative {
            anstream::print!("{} #{} › ", shell.who, shell.place());
            io::stdout().flush()?;
        }
        line.clear();
        if io::stdin().lock().read_line(&mut line)? == 0 {
            return Ok(());
        }
        let text = line.trim();
        if !talkative && !text.is_empty() && !text.starts_with('#') {
            page.does(&shell.who, text);
        }
        match text {
            "quit" | "exit" => return Ok(()),
            "crash" => {
                stage.crash().await?;
                page.says("The bot was killed and is back.");
            }
            _ => match shell.take(stage, text).await {
                Ok(seen) => page.shows(&seen),
                Err(Stuck(why)) => page.says(&why),
            },
        }
    }
}

impl Shell {
    fn place(&self) -> &str {
        self.channel.get(&self.who).map_or("general", String::as_str)
    }

    /// Does one line, and says what is seen then.
    async fn take(&mut self, stage: &Stage, text: &str) -> Result<String, Stuck> {
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        let rest = rest.trim();
        match word {
            "" => Ok(String::new()),
            _ if word.starts_with('#') => Ok(String::new()),
            "help" => Ok(HELP.to_owned()),
            "people" => Ok(stage.names().collect::<Vec<_>>().join(", ")),
            "as" => self.become_(stage, rest),
            "in" => self.go(stage, rest),
            "type" => self.types(stage, rest).await,
            "press" => self.presses(rest).await,
            "pick" => self.picks(rest).await,
            "fill" => self.fills(rest).await,
            "say" => self.says(stage, rest),
            "log" => self.logs(stage).await,
            "see" => Ok(self.member(stage)?.sees(channel(rest))),
            _ if word.starts_with('/') => {
                let answer = self.member(stage)?.try_slash(self.place(), text).await?;
                self.show(answer).await
            }
            _ => Err(Stuck(format!("“{word}” is nothing that can be done here; type help"))),
        }
    }

    fn member<'s>(&self, stage: &'s Stage) -> Result<&'s discord_simulator::Member, Stuck> {
        stage.person(&self.who).ok_or_else(|| Stuck(format!("nobody is called {}", self.who)))
    }

    fn become_(&mut self, stage: &Stage, name: &str) -> Result<String, Stuck> {
        if stage.person(name).is_none() {
            let names = stage.names().collect::<Vec<_>>().join(", ");
            return Err(Stuck(format!("nobody is called “{name}”; there are {names}")));
        }
        name.clone_into(&mut self.who);
        Ok(format!("You are {name} in #{}.", self.place()))
    }

    fn go(&mut self, stage: &Stage, place: &str) -> Result<String, Stuck> {
        let wrong = |stuck: Stuck| Stuck(format!("{}; a thread goes by its whole name", stuck.0));
        self.member(stage)?.try_finds(channel(place)).map_err(wrong)?;
        self.channel.insert(self.who.clone(), channel(place).to_owned());
        Ok(format!("You are in #{}.", self.place()))
    }

    /// Remembers what was shown, waits until it is final, and gives its text.
    async fn show(&mut self, answer: Answer) -> Result<String, Stuck> {
        if answer.is_form() {
            let form = answer.try_form()?;
            let text = form.text();
            self.form.insert(self.who.clone(), form);
            return Ok(text);
        }
        answer.try_settled().await?;
        let mut text = answer.text();
        for (name, bytes) in answer.files() {
            text = format!("{text}\n{name}:\n{}", String::from_utf8_lossy(&bytes));
        }
        self.shown.insert(self.who.clone(), answer);
        Ok(text)
    }

    fn last(&self) -> Result<&Answer, Stuck> {
        self.shown.get(&self.who).ok_or_else(|| Stuck(format!("nothing was shown to {} yet", self.who)))
    }

    async fn types(&self, stage: &Stage, line: &str) -> Result<String, Stuck> {
        let choices = self.member(stage)?.try_type_in(self.place(), line).await?;
        Ok(choices.iter().map(|it| format!("· {}", it.name)).collect::<Vec<_>>().join("\n"))
    }

    async fn presses(&mut self, label: &str) -> Result<String, Stuck> {
        let answer = self.last()?.try_press(label).await?;
        self.show(answer).await
    }

    async fn picks(&mut self, label: &str) -> Result<String, Stuck> {
        let (placeholder, label) = find_option(self.last()?, label)?;
        let answer = self.last()?.try_pick(&placeholder, &[&label]).await?;
        self.show(answer).await
    }

    async fn fills(&mut self, text: &str) -> Result<String, Stuck> {
        let form = self.form.remove(&self.who).ok_or_else(|| Stuck("no form is open".to_owned()))?;
        let label = form.labels().into_iter().next().ok_or_else(|| Stuck("the form is empty".to_owned()))?;
        let answer = form.try_fill(&label, text)?.try_submit().await?;
        self.show(answer).await
    }

    fn says(&mut self, stage: &Stage, words: &str) -> Result<String, Stuck> {
        let member = self.member(stage)?;
        self.said = Some(member.try_says(self.place(), words)?);
        Ok(member.sees(self.place()))
    }

    async fn logs(&mut self, stage: &Stage) -> Result<String, Stuck> {
        let said = self.said.ok_or_else(|| Stuck("nobody has said anything yet".to_owned()))?;
        let answer = self.member(stage)?.try_message_command("Log as feedback", &said).await?;
        self.show(answer).await
    }
}

fn channel(text: &str) -> &str {
    text.strip_prefix('#').unwrap_or(text)
}

/// The select and the option that begins like this, in what is shown.
pub fn find_option(on: &Answer, beginning: &str) -> Result<(String, String), Stuck> {
    let message = on.json();
    let rows = message["components"].as_array().into_iter().flatten();
    let selects = rows.flat_map(|row| row["components"].as_array().into_iter().flatten());
    for select in selects {
        let labels = select["options"].as_array().into_iter().flatten().filter_map(|it| it["label"].as_str());
        if let Some(label) = labels.into_iter().find(|it| it.starts_with(beginning)) {
            let placeholder = select["placeholder"].as_str().map(str::to_owned);
            let placeholder = placeholder.or_else(|| select["custom_id"].as_str().map(str::to_owned));
            return Ok((placeholder.unwrap_or_default(), label.to_owned()));
        }
    }
    Err(Stuck(format!("nothing that begins with “{beginning}” is offered here")))
}
