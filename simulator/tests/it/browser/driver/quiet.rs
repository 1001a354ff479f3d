//! What keeps a Firefox to itself: nobody reads along, nothing is fetched, nothing leaves the machine.

use std::fmt::Write as _;

/// Its own traffic and errands: telemetry, updates, lists of dangerous sites, settings from afar, experiments, add-ons,
/// probes of the network. Should there be one that this list forgets, it finds no name and meets a proxy that nobody is
/// behind; what is on loopback needs neither. Last, a mouse, fine and hovering (two and four): the machine may have none.
const SETTINGS: [(&str, &str); 46] = [
    ("app.normandy.enabled", "false"),
    ("app.update.disabledForTesting", "true"),
    ("app.shield.optoutstudies.enabled", "false"),
    ("browser.aboutwelcome.enabled", "false"),
    ("browser.discovery.enabled", "false"),
    ("browser.ml.enable", "false"),
    ("browser.newtabpage.enabled", "false"),
    ("browser.newtabpage.activity-stream.feeds.section.topstories", "false"),
    ("browser.pagethumbnails.capturing_disabled", "true"),
    ("browser.region.network.url", "\"\""),
    ("browser.region.update.enabled", "false"),
    ("browser.safebrowsing.blockedURIs.enabled", "false"),
    ("browser.safebrowsing.downloads.enabled", "false"),
    ("browser.safebrowsing.malware.enabled", "false"),
    ("browser.safebrowsing.phishing.enabled", "false"),
    ("browser.safebrowsing.provider.mozilla.updateURL", "\"\""),
    ("browser.search.update", "false"),
    ("browser.shell.checkDefaultBrowser", "false"),
    ("browser.startup.homepage", "\"about:blank\""),
    ("browser.startup.homepage_override.mstone", "\"ignore\""),
    ("browser.startup.page", "0"),
    ("browser.translations.enable", "false"),
    ("datareporting.healthreport.uploadEnabled", "false"),
    ("datareporting.policy.dataSubmissionEnabled", "false"),
    ("datareporting.usage.uploadEnabled", "false"),
    ("dom.push.connection.enabled", "false"),
    ("extensions.getAddons.cache.enabled", "false"),
    ("extensions.systemAddon.update.enabled", "false"),
    ("extensions.update.enabled", "false"),
    ("media.gmp-manager.updateEnabled", "false"),
    ("messaging-system.rsexperimentloader.enabled", "false"),
    ("network.captive-portal-service.enabled", "false"),
    ("network.connectivity-service.enabled", "false"),
    ("network.dns.disabled", "true"),
    ("network.http.speculative-parallel-limit", "0"),
    ("network.prefetch-next", "false"),
    ("network.proxy.http", "\"127.0.0.1\""),
    ("network.proxy.http_port", "9"),
    ("network.proxy.ssl", "\"127.0.0.1\""),
    ("network.proxy.ssl_port", "9"),
    ("network.proxy.type", "1"),
    ("services.settings.server", "\"data:,nothing\""),
    ("telemetry.fog.test.localhost_port", "-1"),
    ("toolkit.telemetry.server", "\"\""),
    ("ui.allPointerCapabilities", "6"),
    ("ui.primaryPointerCapabilities", "6"),
];

/// The profile's `user.js`.
pub fn settings() -> String {
    SETTINGS.iter().fold(String::new(), |mut lines, (name, value)| {
        writeln!(lines, "user_pref(\"{name}\", {value});").expect("a text takes everything");
        lines
    })
}
