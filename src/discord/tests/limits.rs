//! Limits and the breaker.

use std::time::Duration;

use serde_json::json;

use super::*;

#[tokio::test]
async fn a_429_is_waited_out_as_exactly_as_its_body_says() {
    let stub = Stub::start([limited(1.25), sent()]).await;
    let options = stub.options();
    let pace = options.pace.clone();
    Rest::new(options).unwrap().create_message(CHANNEL, &message(), Vec::new()).await.unwrap();
    assert_eq!(pace.waits(), [Duration::from_millis(1_250)]);
    assert_eq!(stub.finish().len(), 2);
}

#[tokio::test]
async fn a_429_that_never_ends_is_handed_back_after_the_budget() {
    let stub = Stub::start([limited(1.0), limited(1.0), limited(1.0), limited(2.0)]).await;
    let error = stub.rest().channel(CHANNEL).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(2)));
    assert_eq!(stub.finish().len(), 4);
}

#[tokio::test]
async fn a_long_limit_is_handed_back_and_no_call_goes_early() {
    let stub = Stub::start([limited(600.0), channel()]).await;
    let options = stub.options();
    let pace = options.pace.clone();
    let rest = Rest::new(options).unwrap();
    let error = rest.channel(CHANNEL).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(600)));

    pace.skip(Duration::from_secs(100));
    let error = rest.channel(CHANNEL).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(500)));
    assert_eq!(stub.seen().len(), 1, "the second call was not sent");

    pace.skip(Duration::from_secs(500));
    rest.channel(CHANNEL).await.unwrap();
    stub.finish();
}

#[tokio::test]
async fn a_finer_limit_does_not_close_its_bucket() {
    let renamed = limited(600.0).with("x-ratelimit-limit", &5).with("x-ratelimit-remaining", &4);
    let stub = Stub::start([
        renamed.with("x-ratelimit-bucket", &"b").with("x-ratelimit-reset-after", &2),
        channel(),
    ])
    .await;
    let rest = stub.rest();
    let error = rest.modify_channel(CHANNEL, &json!({ "name": "new" })).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(600)));
    rest.modify_channel(CHANNEL, &json!({ "archived": true })).await.unwrap();
    stub.finish();
}

#[tokio::test]
async fn the_global_limit_holds_other_routes_but_no_interaction() {
    let global = json!({ "message": "…", "retry_after": 60.0, "global": true });
    let stub = Stub::start([Play::json(429, &global).with("x-ratelimit-global", &true), Play::done()]).await;
    let rest = stub.rest();
    assert!(matches!(rest.channel(CHANNEL).await, Err(Error::TooMany { global: true, .. })));
    assert!(matches!(rest.guild(GuildId::new(2)).await, Err(Error::TooMany { global: true, .. })));
    rest.answer(&interaction(), &json!({ "type": 6 }), Vec::new()).await.unwrap();
    assert_eq!(stub.finish().len(), 2);
}

#[tokio::test]
async fn a_spent_bucket_is_waited_for_before_the_call() {
    let spent = channel()
        .with("x-ratelimit-bucket", &"b")
        .with("x-ratelimit-limit", &1)
        .with("x-ratelimit-remaining", &0)
        .with("x-ratelimit-reset-after", &"0.5");
    let stub = Stub::start([spent, channel()]).await;
    let options = stub.options();
    let pace = options.pace.clone();
    let rest = Rest::new(options).unwrap();
    rest.channel(CHANNEL).await.unwrap();
    rest.channel(CHANNEL).await.unwrap();
    assert_eq!(pace.waits(), [Duration::from_millis(500)]);
    stub.finish();
}

#[tokio::test]
async fn invalid_calls_open_the_breaker_and_time_closes_it() {
    let shared = limited(100.0).with("x-ratelimit-scope", &"shared");
    let stub = Stub::start([refused(403, 50013), shared, refused(401, 50027), channel()]).await;
    let breaker = BreakerOptions { limit: 2, window: Duration::from_mins(10) };
    let options = RestOptions { breaker, ..stub.options() };
    let pace = options.pace.clone();
    let rest = Rest::new(options).unwrap();
    for id in [11, 12] {
        rest.channel(ChannelId::new(id)).await.unwrap_err();
    }
    rest.original(&interaction()).await.unwrap_err();
    let error = rest.channel(ChannelId::new(13)).await.unwrap_err();
    assert!(matches!(error, Error::Breaker { .. }), "{error:?}");
    assert_eq!(error.retry_after(), Some(Duration::from_mins(10)));
    assert_eq!(stub.seen().len(), 3);

    pace.skip(Duration::from_mins(10));
    rest.channel(ChannelId::new(13)).await.unwrap();
    stub.finish();
}

#[tokio::test]
async fn an_answer_that_would_come_too_late_is_not_waited_for() {
    let stub = Stub::start([limited(2.0)]).await;
    let error = stub.rest().answer(&interaction(), &json!({ "type": 6 }), Vec::new()).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(2)));
    assert_eq!(stub.finish().len(), 1);
}
