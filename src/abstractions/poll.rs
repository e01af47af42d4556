// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! What poll(2), select(2), epoll and io_uring report of a file.
//!
//! To wait, use the kernel crate's `PollCondVar` and `PollTable`.
//!
//! C header: [`include/uapi/linux/eventpoll.h`](srctree/include/uapi/linux/eventpoll.h)
//!
//! In the kernel crate: none yet.

use kernel::{
    bindings,
    impl_flags, //
};

impl_flags!(
    /// Any number of [`PollFlag`]s.
    #[derive(Clone, Copy, Default, PartialEq, Eq)]
    pub struct PollFlags(u32);

    /// One event. On the architectures that Rust supports, `POLLIN` is `EPOLLIN`, and so on.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub enum PollFlag {
        /// A read does not block.
        In = bindings::POLLIN,
        /// Something exceptional has happened, for example a changed attribute in sysfs.
        Pri = bindings::POLLPRI,
        /// A write does not block.
        Out = bindings::POLLOUT,
        /// An error. It is reported also to those that did not ask for it.
        Err = bindings::POLLERR,
        /// The other end was closed. It is reported also to those that did not ask for it.
        Hup = bindings::POLLHUP,
        /// As [`PollFlag::In`], for normal data.
        RdNorm = bindings::POLLRDNORM,
        /// As [`PollFlag::Out`], for normal data.
        WrNorm = bindings::POLLWRNORM,
        /// The other end will send no more data.
        RdHup = bindings::POLLRDHUP,
    }
);
