//! The story that the demo tells. Its readers' opinions are kind or curious.

use std::path::PathBuf;

use discord_simulator::{Answer, Member, Stuck};

use super::Error;
use super::print::Page;
use super::stage::Stage;

/// Tells the whole story.
pub async fn tell(stage: &mut Stage, page: &Page) -> Result<(), Error> {
    page.says(&format!(
        "A small Discord runs on this machine, with the real bot and the {} works of the sample library behind it.",
        stage.works()
    ));
    looking_up(stage, page).await?;
    discussing(stage, page).await?;
    giving(stage, page).await?;
    correcting(stage, page).await?;
    keeping_apart(stage, page).await?;
    remembering(stage, page).await?;
    exporting(stage, page).await?;
    let channel = reader(stage, "reader3")?.sees("general");
    page.scene("#general in Harbour, as reader3 sees it");
    page.shows(&channel);
    Ok(())
}

fn reader<'a>(stage: &'a Stage, name: &str) -> Result<&'a Member, Stuck> {
    stage.person(name).ok_or_else(|| Stuck(format!("nobody is called {name}")))
}

/// Somebody uses a command in #general, and sees what comes of it.
async fn asks(stage: &Stage, page: &Page, who: &str, line: &str) -> Result<Answer, Stuck> {
    page.does(who, line);
    let answer = reader(stage, who)?.try_slash("general", line).await?;
    answer.try_settled().await?;
    page.shows(&answer.text());
    Ok(answer)
}

/// Somebody presses a button under what they see.
async fn presses(page: &Page, who: &str, on: &Answer, label: &str) -> Result<Answer, Stuck> {
    page.does(who, &format!("presses [{label}]"));
    let answer = on.try_press(label).await?;
    answer.try_settled().await?;
    page.shows(&answer.text());
    Ok(answer)
}

async fn looking_up(stage: &Stage, page: &Page) -> Result<(), Stuck> {
    page.scene("reader1 remembers half a title, and not how it is spelled");
    page.does("reader1", "types /resource name:desining data");
    for choice in reader(stage, "reader1")?.try_type_in("general", "/resource name:desining data").await? {
        page.shows(&format!("· {}", choice.name));
    }
    let card = asks(stage, page, "reader1", "/resource name:desining data intensive").await?;
    page.scene("There is more behind the card, for reader1 alone");
    presses(page, "reader1", &card, "Read more").await?;
    Ok(())
}

async fn discussing(stage: &Stage, page: &Page) -> Result<(), Stuck> {
    page.scene("Two people want to talk about it; there is one discussion");
    let card = asks(stage, page, "reader2", "/resource name:DDIA private:true").await?;
    presses(page, "reader2", &card, "Discuss").await?;
    asks(stage, page, "reader3", "/discuss name:Designing Data-Intensive Applications").await?;
    for thread in stage.harbour.threads() {
        let words = "What surprised me is how much of it is about time.";
        page.does("reader3", &format!("writes in “{}”: {words}", thread.name()));
        reader(stage, "reader3")?.try_says(&thread.name(), words)?;
        page.shows(&reader(stage, "reader3")?.sees(&thread.name()));
    }
    Ok(())
}

async fn giving(stage: &Stage, page: &Page) -> Result<(), Stuck> {
    page.scene("Feedback is a few taps; every tap is kept at once");
    let line = "/feedback name:Designing Data-Intensive Applications";
    let panel = asks(stage, page, "reader1", line).await?;
    let panel = presses(page, "reader1", &panel, "Changed how I think").await?;
    page.does("reader1", "presses [Add a comment]");
    let form = panel.try_press("Add a comment").await?.try_form()?;
    page.shows(&form.text());
    let words = "I stopped asking what the state is and began to ask what happened.";
    page.does("reader1", &format!("fills in: {words}"));
    let sent = form.try_fill("What did it do for you?", words)?.try_submit().await?;
    sent.try_settled().await?;
    page.shows(&sent.text());
    for (who, rating) in [("reader2", "Very useful"), ("reader3", "Changed how I think")] {
        asks(stage, page, who, &format!("{line} rating:{rating}")).await?;
    }
    Ok(())
}

async fn correcting(stage: &Stage, page: &Page) -> Result<(), Stuck> {
    page.scene("reader2 wrote something that should not be lost; a moderator keeps it");
    let words = "One thing on the card: the talk Turning the Database Inside-Out came first, I think. Where would you begin?";
    page.does("reader2", &format!("writes in #general: {words}"));
    let said = reader(stage, "reader2")?.try_says("general", words)?;
    page.does("moderator", "Apps › Log as feedback");
    let asked = reader(stage, "moderator")?.try_message_command("Log as feedback", &said).await?;
    asked.try_settled().await?;
    page.shows(&asked.text());
    let label = "Turning the Database Inside-Out";
    page.does("moderator", &format!("picks {label}"));
    let kept = pick(&asked, label).await?;
    kept.try_settled().await?;
    page.shows(&kept.text());
    page.does("reader2", "/my feedback, where it can be taken back, edited, or called what it is");
    let mine = reader(stage, "reader2")?.try_slash("general", "/my feedback").await?;
    let one = pick(&mine, "#4").await?;
    let panel = presses(page, "reader2", &one, "Rating and more").await?;
    page.does("reader2", "picks Something is wrong here");
    let called = pick(&panel, "Something is wrong here").await?;
    called.try_settled().await?;
    page.shows(&called.text());
    Ok(())
}

/// Picks an option whose label begins like this, whatever its select is called.
async fn pick(on: &Answer, beginning: &str) -> Result<Answer, Stuck> {
    let (placeholder, label) = super::shell::find_option(on, beginning)?;
    on.try_pick(&placeholder, &[&label]).await
}

async fn keeping_apart(stage: &Stage, page: &Page) -> Result<(), Stuck> {
    page.scene("In another server the same work is as new");
    asks(stage, page, "neighbour", "/resource name:Designing Data-Intensive Applications").await?;
    Ok(())
}

async fn remembering(stage: &mut Stage, page: &Page) -> Result<(), Error> {
    page.scene("The bot is killed, as if the power had gone, and started again");
    stage.crash().await?;
    asks(stage, page, "reader2", "/resource name:Designing Data-Intensive Applications").await?;
    Ok(())
}

async fn exporting(stage: &Stage, page: &Page) -> Result<(), Error> {
    page.scene("The moderator takes what the community said to the next meeting");
    let answer = asks(stage, page, "moderator", "/moderate export").await?;
    let files = answer.files();
    let (name, bytes) = files.first().ok_or_else(|| Stuck("the export brought no file".to_owned()))?;
    let path: PathBuf = stage.folder().join(name);
    std::fs::write(&path, bytes)?;
    page.scene(&format!("{name}, which lies in {}", path.display()));
    page.plain(&String::from_utf8_lossy(bytes));
    Ok(())
}
