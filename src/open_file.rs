// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! What the device keeps for each open file: which version of the contents it has seen.

use crate::{
    abstractions::rwonce::RwOnce,
    message::Message, //
};
use kernel::{
    prelude::*,
    sync::Arc, //
};

/// An open file, counted among the openers of its [`Message`].
pub(crate) struct OpenFile {
    message: Arc<Message>,
    /// The version that the last read, or else the open, has met.
    seen: RwOnce<u64>,
}

// As many as there are open files.
const _: () = assert!(size_of::<OpenFile>() == 16);

impl OpenFile {
    /// Returns [`ENOMEM`] if there is no memory for it.
    pub(crate) fn new(message: Arc<Message>) -> Result<KBox<Self>> {
        message.opened();
        // Dropped, and so counted as closed, if there is no memory.
        let file = Self {
            seen: RwOnce::new(message.version()),
            message,
        };
        Ok(KBox::new(file, GFP_KERNEL)?)
    }

    /// Returns the contents.
    #[inline]
    pub(crate) fn message(&self) -> &Message {
        &self.message
    }

    /// Notes that user space has seen this version.
    ///
    /// Of two reads at once the later to come here counts. If that is the older version, one
    /// change is reported twice, and none is missed.
    #[inline]
    pub(crate) fn saw(&self, version: u64) {
        self.seen.write(version);
    }

    /// Returns whether there is another version than the one that was seen.
    pub(crate) fn has_changed(&self) -> bool {
        self.seen.read() != self.message.version()
    }
}

impl Drop for OpenFile {
    fn drop(&mut self) {
        self.message.closed();
    }
}
