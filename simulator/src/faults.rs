//! Faults on demand: what goes wrong between an application and Discord, on purpose and a known number of times.
//!
//! A route is written `POST /channels/*/messages`, as the path stands below `/api/v10`; `*` is any one segment, a final
//! `**` any number of them.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::server::Shared;

pub(crate) mod shaking;

use shaking::Shaking;

/// The faults of a running simulator.
pub struct Faults<'a> {
    pub(crate) shared: &'a Arc<Shared>,
}

/// A request that waits until the scene lets it go on. Dropping it lets it go on, too.
pub struct Hold {
    gate: Arc<Gate>,
}

/// How the answer to a call goes missing, though its work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// The connection drops before the answer.
    Dropped,
    /// A bare status comes instead, such as 500.
    Status(u16),
    /// 204 comes, without content.
    Empty,
    /// 502 comes with a page of HTML, as from what stands before Discord.
    Page,
    /// The connection drops at once, and the work is done this much later.
    Late(Duration),
}

/// How wide a 429 reaches ("Rate Limits", header `X-RateLimit-Scope`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// This bucket of this application.
    User,
    /// Everything of this application.
    Global,
    /// The resource, whoever asks; does not count as an invalid request.
    Shared,
}

/// A refused request: how long to wait and how wide it reaches.
#[derive(Clone, Copy, Debug)]
pub struct RateLimited {
    /// How long Discord says to wait.
    pub retry_after: Duration,
    /// How wide it reaches.
    pub scope: Scope,
}

impl Faults<'_> {
    /// The next `times` calls of the route answer 429.
    pub fn limit(&self, route: &str, times: u32, limited: RateLimited) {
        self.add(route, times, Effect::Limit(limited));
    }

    /// The next `times` calls of the route answer with a bare status such as 502, without doing anything.
    pub fn fail(&self, route: &str, times: u32, status: u16) {
        self.add(route, times, Effect::Fail(status));
    }

    /// The next `times` calls of the route take this much longer.
    pub fn slow(&self, route: &str, times: u32, by: Duration) {
        self.add(route, times, Effect::Slow(by));
    }

    /// The next `times` calls of the route are done, but the connection drops before the answer.
    pub fn lose_response(&self, route: &str, times: u32) {
        self.lose(route, times, Loss::Dropped);
    }

    /// The next `times` calls of the route are done, but their answer goes missing in this way.
    pub fn lose(&self, route: &str, times: u32, how: Loss) {
        self.add(route, times, Effect::Lose(how));
    }

    /// The connection of the route's next call drops at once; its work is done when the hold is released.
    pub fn late(&self, route: &str) -> Hold {
        let gate = Arc::new(Gate::default());
        self.add(route, 1, Effect::Late(Arc::clone(&gate)));
        Hold { gate }
    }

    /// From now on this share of the calls of these routes loses its answer, each in a way drawn by lot. The same seed
    /// draws the same lots in the same order of calls. A share of zero ends it.
    pub fn shake(&self, routes: &[&str], share: f64, seed: u64) {
        self.shared.change(|world| world.faults.shaking = Shaking::new(routes, share, seed));
    }

    /// How many calls have lost their answer so far.
    pub fn lost(&self) -> u64 {
        self.shared.read(|world| world.faults.lost)
    }

    /// The next `times` calls of the route are never done: the connection drops at once.
    pub fn drop_connection(&self, route: &str, times: u32) {
        self.add(route, times, Effect::Drop);
    }

    /// The next call of the route waits until the hold is released.
    pub fn hold(&self, route: &str) -> Hold {
        let gate = Arc::new(Gate::default());
        self.add(route, 1, Effect::Hold(Arc::clone(&gate)));
        Hold { gate }
    }

    /// The next `times` dispatches of this name arrive twice.
    pub fn redeliver(&self, event: &str, times: u32) {
        self.shared.change(|world| world.faults.redelivered.push((event.to_owned(), times)));
    }

    /// Before each of the next `times` posts to an endpoint comes the same with a wrong signature, as Discord sends now
    /// and then: what is not answered with 401 is a finding.
    pub fn forge_post(&self, times: u32) {
        self.shared.change(|world| world.faults.forged += times);
    }

    /// Each of the next `times` posts to an endpoint is sent once more, byte by byte, as whoever captured it could. What
    /// came back is in [`crate::Simulator::replays`].
    pub fn replay_post(&self, times: u32) {
        self.shared.change(|world| world.faults.replayed += times);
    }

    /// How many calls were done after their connection had gone.
    pub fn belated(&self) -> u64 {
        self.shared.read(|world| world.faults.belated)
    }

    /// Forgets all faults that have not struck yet.
    pub fn clear(&self) {
        self.shared.change(|world| {
            world.faults =
                FaultList { lost: world.faults.lost, belated: world.faults.belated, ..FaultList::default() };
        });
    }

    fn add(&self, route: &str, times: u32, effect: Effect) {
        self.shared.change(|world| world.faults.add(None, (route, times), effect));
    }
}

impl Hold {
    pub(crate) fn new(gate: Arc<Gate>) -> Self {
        Self { gate }
    }

    /// Waits until the request has arrived.
    pub async fn arrived(&self) {
        self.gate.arrived.notified().await;
    }

    /// Lets the request go on.
    pub fn release(self) {}
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.gate.open.notify_one();
    }
}

/// Both sides of a hold. `notify_one` keeps its permit, so neither side can come too late.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    pub arrived: Notify,
    pub open: Notify,
}

/// What happens to a request.
#[derive(Clone, Debug)]
pub(crate) enum Effect {
    Limit(RateLimited),
    Fail(u16),
    Slow(Duration),
    Lose(Loss),
    Late(Arc<Gate>),
    Drop,
    Hold(Arc<Gate>),
}

/// A method and a path with `*` in it.
struct Route {
    method: String,
    path: String,
}

impl From<&str> for Route {
    fn from(route: &str) -> Self {
        let (method, path) = route.split_once(' ').unwrap_or(("*", route));
        Self { method: method.to_owned(), path: path.to_owned() }
    }
}

impl Route {
    fn is_of(&self, method: &str, path: &str) -> bool {
        (self.method == "*" || self.method == method) && matches(&self.path, path)
    }
}

struct Fault {
    /// By which it can be taken back.
    name: Option<&'static str>,
    route: Route,
    left: u32,
    effect: Effect,
}

/// Faults that have not struck yet.
#[derive(Default)]
pub(crate) struct FaultList {
    list: Vec<Fault>,
    redelivered: Vec<(String, u32)>,
    shaking: Shaking,
    lost: u64,
    forged: u32,
    replayed: u32,
    pub(crate) belated: u64,
}

impl FaultList {
    /// Adds a fault that can be asked for, and taken back, by its name.
    pub fn set(&mut self, name: &'static str, (route, times): (&str, u32), effect: Effect) {
        self.add(Some(name), (route, times), effect);
    }

    /// Takes back the faults of this name that have not struck yet.
    pub fn unset(&mut self, name: &str) {
        self.list.retain(|fault| fault.name != Some(name));
    }

    /// Whether a fault of this name has not struck yet.
    pub fn is_set(&self, name: &str) -> bool {
        self.list.iter().any(|fault| fault.name == Some(name))
    }

    fn add(&mut self, name: Option<&'static str>, (route, left): (&str, u32), effect: Effect) {
        self.list.push(Fault { name, route: Route::from(route), left, effect });
    }

    /// The first fault for this request, used up by one.
    pub fn strike(&mut self, method: &str, path: &str) -> Option<Effect> {
        let effect =
            self.listed(method, path).or_else(|| self.shaking.draw(method, path).map(Effect::Lose))?;
        self.lost += u64::from(matches!(effect, Effect::Lose(_) | Effect::Late(_)));
        Some(effect)
    }

    fn listed(&mut self, method: &str, path: &str) -> Option<Effect> {
        let at = self.list.iter().position(|fault| fault.route.is_of(method, path))?;
        let effect = self.list[at].effect.clone();
        self.list[at].left = self.list[at].left.saturating_sub(1);
        self.list.retain(|fault| fault.left > 0);
        Some(effect)
    }

    /// Whether a wrong signature comes before this post.
    pub fn forges(&mut self) -> bool {
        take_one(&mut self.forged)
    }

    /// Whether this post is sent once more.
    pub fn replays(&mut self) -> bool {
        take_one(&mut self.replayed)
    }

    /// How often a dispatch of this name is to arrive: once or twice.
    pub fn deliveries(&mut self, event: &str) -> usize {
        let Some(at) = self.redelivered.iter().position(|(name, left)| name == event && *left > 0) else {
            return 1;
        };
        self.redelivered[at].1 -= 1;
        2
    }
}

fn take_one(left: &mut u32) -> bool {
    let any = *left > 0;
    *left = left.saturating_sub(1);
    any
}

fn matches(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) | (Some("**"), _) => return true,
            (Some(wanted), Some(given)) if wanted == "*" || wanted == given => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_names_segments() {
        assert!(matches("/channels/*/messages", "/channels/12/messages"));
        assert!(!matches("/channels/*/messages", "/channels/12/messages/3"));
        assert!(matches("/webhooks/**", "/webhooks/1/token/messages/@original"));
        assert!(matches("**", "/gateway"));
    }
}
