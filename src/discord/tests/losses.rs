//! Lost answers, unreachable hosts, and what errors show.

use std::time::Duration;

use serde_json::json;

use super::*;

#[tokio::test]
async fn what_can_be_repeated_is_repeated_when_its_answer_is_lost() {
    for lost in [Play::Hang, Play::html(502), Play::html(500)] {
        let stub = Stub::start([lost.clone(), lost.clone(), channel(), lost, Play::done()]).await;
        let rest = stub.rest();
        rest.channel(CHANNEL).await.unwrap();
        rest.delete_message(CHANNEL, MessageId::new(9)).await.unwrap();
        stub.finish();
    }
}

#[tokio::test]
async fn a_post_whose_answer_is_lost_is_handed_back_as_ambiguous() {
    for lost in [Play::Hang, Play::html(502), Play::html(200), Play::done()] {
        let stub = Stub::start([lost]).await;
        let error = stub.rest().create_message(CHANNEL, &message(), Vec::new()).await.unwrap_err();
        assert!(error.is_ambiguous(), "{error:?}");
        assert_eq!(stub.finish().len(), 1);
    }
}

#[tokio::test]
async fn an_answer_that_never_comes_is_ambiguous() {
    let stub = Stub::start([Play::Stall]).await;
    let options = RestOptions { timeout: Duration::from_millis(30), ..stub.options() };
    let error =
        Rest::new(options).unwrap().create_message(CHANNEL, &message(), Vec::new()).await.unwrap_err();
    assert!(error.is_ambiguous(), "{error:?}");
    stub.finish();
}

#[tokio::test]
async fn a_call_that_never_left_is_tried_again_and_told_apart() {
    let stub = Stub::start([]).await;
    let options = stub.options();
    let pace = options.pace.clone();
    stub.finish();
    tokio::task::yield_now().await;
    let error =
        Rest::new(options).unwrap().create_message(CHANNEL, &message(), Vec::new()).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
    assert_eq!(pace.waits().len(), 3, "four attempts");
}

#[tokio::test]
async fn a_lost_answer_to_an_interaction_is_sent_once_more() {
    let thinking = json!({ "type": 5 });
    let stub = Stub::start([Play::Hang, refused(400, 40060)]).await;
    stub.rest().answer(&interaction(), &thinking, Vec::new()).await.unwrap();
    stub.finish();

    let stub = Stub::start([Play::html(502), Play::done()]).await;
    stub.rest().answer(&interaction(), &thinking, Vec::new()).await.unwrap();
    stub.finish();

    let stub = Stub::start([Play::Hang, Play::Hang]).await;
    let error = stub.rest().answer(&interaction(), &thinking, Vec::new()).await.unwrap_err();
    assert!(error.is_ambiguous());
    stub.finish();

    let stub = Stub::start([refused(400, 40060)]).await;
    let error = stub.rest().answer(&interaction(), &thinking, Vec::new()).await.unwrap_err();
    assert_eq!(error.code(), Some(Code::ALREADY_ACKNOWLEDGED), "somebody else answered");
    stub.finish();
}

#[tokio::test]
async fn no_error_shows_a_token_or_a_body() {
    let endings = [Play::Hang, Play::html(502), Play::html(200), refused(400, 50035), limited(900.0)];
    for ending in endings {
        let stub = Stub::start([ending.clone(), ending]).await;
        let (rest, to) = (stub.rest(), interaction());
        let answer = json!({ "type": 4, "data": message() });
        let errors = [
            rest.follow_up(&to, &message(), Vec::new()).await.map(drop).unwrap_err(),
            rest.answer(&to, &answer, Vec::new()).await.err().unwrap_or(Error::Unfit("answered")),
        ];
        for error in errors {
            let shown = format!("{error} {error:?}") + &format!("{:?}", anyhow::Error::from(error));
            assert!(!shown.contains("canary"), "{shown}");
        }
    }
}
