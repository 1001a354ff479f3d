//! What a process does of all there is to do, so that several can share the work over one database.

/// The role of a process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Role {
    /// Everything; the HTTP door only if an address to listen on is set.
    #[default]
    All,
    /// The gateway: interactions that come through it, threads, messages, guilds.
    Gateway,
    /// The HTTP door: interactions that Discord posts to the endpoint.
    Web,
    /// What was promised to Discord, and what time calls for.
    Worker,
}

impl Role {
    /// Whether it keeps a session at the gateway.
    pub fn keeps_gateway(self) -> bool {
        matches!(self, Self::All | Self::Gateway)
    }

    /// Whether it takes interactions over HTTP, where a key is set.
    pub fn takes_posts(self) -> bool {
        matches!(self, Self::All | Self::Web)
    }

    /// Whether it performs effects.
    pub fn works(self) -> bool {
        matches!(self, Self::All | Self::Worker)
    }

    /// Whether it sees to it that Discord has this release's commands. Whatever a deployment consists of, one of these is
    /// in it, and they are what is updated first.
    pub fn registers(self) -> bool {
        matches!(self, Self::All | Self::Worker)
    }

    /// Whether it reads the library's files. Only one kind of process does, so that replicas never disagree.
    pub fn reads_library(self) -> bool {
        self == Self::All
    }
}
