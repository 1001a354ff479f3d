//! The door against the simulator: people do things, and the bot hears of them and answers.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use discord_simulator::{Application, Guild, Simulator, permissions};
use serde_json::json;
use serenity::model::application::Interaction;
use serenity::model::event::Event;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{Ended, GatewayError, GatewayOptions, Intake, run};
use crate::discord::{BotToken, Code, File, InteractionRef, Rest, RestOptions};

/// Answers every command with a file that only the asker sees.
struct Clerk {
    rest: Rest,
    events: mpsc::UnboundedSender<String>,
}

impl Intake for Clerk {
    fn interaction(&self, interaction: Interaction) {
        let Interaction::Command(command) = interaction else { panic!("a command was expected") };
        let to = InteractionRef {
            id: command.id,
            application: command.application_id,
            token: command.token.into(),
        };
        tokio::spawn(answer(self.rest.clone(), to));
    }

    fn event(&self, event: Event) {
        // Events may go on after a scene has ended.
        let _ = self.events.send(event.name().unwrap());
    }

    fn unreadable(&self, kind: Option<String>) {
        panic!("the simulator sent an unreadable {kind:?}");
    }
}

struct Scene {
    discord: Simulator,
    app: Application,
    harbour: Guild,
    events: mpsc::UnboundedReceiver<String>,
    stop: CancellationToken,
    door: JoinHandle<Result<Ended, GatewayError>>,
}

async fn answer(rest: Rest, to: InteractionRef) {
    let none = json!({ "parse": [] });
    rest.answer(&to, &json!({ "type": 5, "data": { "flags": 64 } }), Vec::new()).await.unwrap();
    let body = json!({
        "content": "Here it is.", "allowed_mentions": none, "attachments": [{ "id": 0, "filename": "log.csv" }]
    });
    let file = File { name: "log.csv".into(), content: "number\r\n1\r\n".into() };
    rest.edit_original(&to, &body, vec![file]).await.unwrap();
}

fn options(discord: &Simulator, token: &str) -> GatewayOptions {
    let token = BotToken::parse(token).unwrap();
    let rest = Rest::new(RestOptions::new(discord.url().parse().unwrap(), token.clone())).unwrap();
    GatewayOptions { rest, token, shards: None, connected: super::Connected::default() }
}

async fn scene() -> Scene {
    let discord = Simulator::start().await.unwrap();
    let app = discord.application("Athenaeum");
    let harbour = discord.guild("Harbour");
    harbour.text_channel("general");
    harbour.install(&app, permissions::ORDINARY);
    let options = options(&discord, &app.token());
    let rest = options.rest.clone();
    let commands = json!([{ "name": "export", "description": "Take the log home", "type": 1 }]);
    rest.overwrite_commands(rest.current_application().await.unwrap().id, &commands).await.unwrap();

    let (sender, events) = mpsc::unbounded_channel();
    let stop = CancellationToken::new();
    let clerk = Arc::new(Clerk { rest, events: sender });
    let door = tokio::spawn(run(options, clerk, stop.clone()));
    app.connected().await;
    Scene { discord, app, harbour, events, stop, door }
}

impl Scene {
    async fn hears(&mut self, kind: &str) {
        while self.events.recv().await.unwrap() != kind {}
    }

    /// Somebody asks, and is answered.
    async fn ask(&self) {
        let answer = self.harbour.member("reader").slash("general", "/export").await.settled().await;
        assert!(answer.is_private());
        assert!(answer.text().starts_with("Here it is."), "{}", answer.text());
        assert_eq!(answer.file(), ("log.csv".to_owned(), b"number\r\n1\r\n".to_vec()));
    }

    async fn end(self) {
        self.stop.cancel();
        assert_eq!(self.door.await.unwrap().unwrap(), Ended::Stopped);
        assert_eq!(self.discord.finish(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_command_comes_in_and_its_file_goes_out() {
    let mut scene = scene().await;
    scene.hears("GUILD_CREATE").await;
    scene.ask().await;
    scene.discord.faults().lose_response("POST /interactions/*/*/callback", 1);
    scene.discord.expect_error(Code::ALREADY_ACKNOWLEDGED.0);
    scene.ask().await;
    scene.end().await;
}

#[tokio::test]
async fn a_session_outlives_its_connections() {
    let mut scene = scene().await;
    scene.hears("READY").await;
    scene.discord.drop_gateway();
    scene.harbour.member("writer").says("general", "while nobody listened").await;
    scene.hears("RESUMED").await;
    scene.discord.restart_gateway();
    scene.hears("RESUMED").await;
    scene.app.connected().await;
    scene.ask().await;
    scene.end().await;
}

#[tokio::test]
async fn a_wrong_token_is_said_in_words() {
    let discord = Simulator::start().await.unwrap();
    let (sender, _events) = mpsc::unbounded_channel();
    let options = options(&discord, "not-a-token");
    let clerk = Arc::new(Clerk { rest: options.rest.clone(), events: sender });
    let error = run(options, clerk, CancellationToken::new()).await.unwrap_err();
    assert!(matches!(error, GatewayError::Token), "{error:?}");
}
