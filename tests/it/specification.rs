//! Discord's own specification is held against every request of every scene, where the file is at hand.

use discord_simulator::openapi::Specification;

#[test]
fn requests_are_held_against_discords_specification() {
    let required = std::env::var_os("ATHENAEUM_REQUIRE_OPENAPI").is_some();
    match Specification::find() {
        Some(_) => {}
        None if required => {
            panic!("Discord's specification is required here but was not found; set DISCORD_OPENAPI")
        }
        None => eprintln!(
            "NOT CHECKED: Discord's specification is absent; set DISCORD_OPENAPI to its openapi.json"
        ),
    }
}
