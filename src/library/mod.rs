//! What people read: resources, topics, the file format, the catalogue and its search.
//!
//! Pure: nothing here waits, reads a clock or knows of Discord's client. The one module that touches
//! the file system is [`folder`]; [`sample`] carries the embedded library.

pub mod catalogue;
pub mod check;
pub mod diagnostic;
pub mod excerpt;
pub(crate) mod fields;
pub mod fold;
pub mod folder;
pub mod load;
pub mod page;
pub mod resource;
pub mod sample;
pub mod search;
pub mod shares;
pub mod source;
#[doc(hidden)]
pub mod synthetic;
pub mod template;
pub mod topics;
