//! What the gateway door is measured against: a serenity client that does nothing but answer each command with the same
//! card, through the same REST client, hearing of the same events. It runs in a process of its own.

pub mod post;

use std::sync::Arc;

use athenaeum::discord::{BotToken, InteractionRef, InteractionToken, Rest, RestOptions};
use athenaeum::interactions::registry;
use athenaeum::registration::register;
use athenaeum::transport::gateway::INTENTS;
use serde_json::{Value, json};
use serenity::all::{ApplicationId, Client, Context, EventHandler, HttpBuilder, Interaction};
use serenity::async_trait;

struct Constant {
    rest: Rest,
    application: ApplicationId,
    answer: Arc<Value>,
}

#[async_trait]
impl EventHandler for Constant {
    async fn interaction_create(&self, _: Context, interaction: Interaction) {
        let Interaction::Command(command) = interaction else { return };
        let to = InteractionRef {
            id: command.id,
            application: self.application,
            token: InteractionToken::from(command.token),
        };
        if let Err(err) = self.rest.answer(&to, &*self.answer, Vec::new()).await {
            eprintln!("bare client: {err}");
        }
    }
}

/// Serves until it is killed.
pub fn run() {
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        let said = |name: &str| std::env::var(name).expect("set by whoever starts this");
        let (url, token) = (said("DISCORD_API_URL"), said("DISCORD_TOKEN"));
        let base = url.parse().expect("an address");
        let rest = RestOptions::new(base, BotToken::parse(&token).expect("a token"));
        let rest = Rest::new(rest).expect("a client");
        let application = rest.current_application().await.expect("an application").id;
        register(&rest, application, &registry::registration()).await.expect("commands");
        let handler = Constant { rest, application, answer: Arc::new(card()) };
        let mut client = session(&url, &token, handler).await;
        client.start().await.expect("a session");
    });
}

/// A session that hears of what the bot's hears of.
async fn session(url: &str, token: &str, handler: impl EventHandler + 'static) -> Client {
    // With its rate limiter on, serenity would ignore the proxy and call Discord itself.
    let http = HttpBuilder::new(token).proxy(url).ratelimiter_disabled(true).build();
    let client = serenity::client::ClientBuilder::new_with_http(http, INTENTS);
    client.event_handler(handler).await.expect("a client")
}

/// A card as large as most, so that whoever takes the answers has the same work with either.
fn card() -> Value {
    json!({"type": 4, "data": {
        "embeds": [{
            "title": "A work of forty characters in its title", "url": "https://example.org/a-work",
            "description": format!("**Ann Author** · book · 2017\n\n{}", "A summary of some words. ".repeat(8)),
            "color": 3_447_003, "footer": {"text": "The Harbour Library"},
            "fields": [
                {"name": "Away from:", "value": "• one thing that was done before\n".repeat(3), "inline": true},
                {"name": "Toward:", "value": "• another that is done from now on\n".repeat(3), "inline": true},
            ],
        }],
        "components": [
            {"type": 1, "components": [
                {"type": 2, "style": 1, "label": "Discuss", "custom_id": "discuss.ask:1:work", "disabled": false},
                {"type": 2, "style": 2, "label": "Give feedback", "custom_id": "feedback.open:1:work", "disabled": false},
                {"type": 2, "style": 2, "label": "Read more", "custom_id": "card.more:1:work", "disabled": false},
            ]},
            {"type": 1, "components": [{
                "type": 3, "custom_id": "card.related:1:work", "placeholder": "Related",
                "options": [{"label": "Another work · Author", "value": "another", "default": false}],
            }]},
            {"type": 1, "components": [
                {"type": 2, "style": 5, "label": "Go to the book", "url": "https://example.org/a-work", "disabled": false},
            ]},
        ],
        "allowed_mentions": {"parse": []},
    }})
}
