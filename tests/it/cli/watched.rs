//! What a service manager hears: that the bot serves, that it lives as long as it can read its database, that it stops.

use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use discord_simulator::Simulator;

use super::serving::{Serving, desk_before};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn a_service_manager_hears_of_the_start_of_every_beat_and_of_the_end() {
    let discord = Simulator::start().await.unwrap();
    let (desk, application) = desk_before(&discord);
    let path = desk.path("notify");
    let manager = UnixDatagram::bind(&path).unwrap();
    manager.set_read_timeout(Some(PATIENCE)).unwrap();
    let desk = desk.set("NOTIFY_SOCKET", path.to_str().unwrap()).set("WATCHDOG_USEC", "100000");
    let hears = || {
        let mut told = [0; 256];
        let length = manager.recv(&mut told).unwrap();
        String::from_utf8_lossy(&told[..length]).trim().to_owned()
    };

    let mut bot = Serving::begin(&desk);
    assert_eq!(hears(), "READY=1");
    bot.until("guilds");
    application.connected().await;
    for _ in 0..3 {
        assert_eq!(hears(), "WATCHDOG=1");
    }
    bot.signal("-TERM");
    let last = loop {
        let told = hears();
        if told != "WATCHDOG=1" {
            break told;
        }
    };
    assert_eq!(last, "STOPPING=1");
    let (status, _, err) = bot.end();
    assert!(status.success(), "{err}");
}
