// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Waiting in poll(2), select(2), epoll and io_uring.
//!
//! The kernel crate's `PollCondVar` takes its lock at each notification, also when nobody waits, and
//! cannot say what has happened.
//!
//! C headers: [`include/linux/poll.h`](srctree/include/linux/poll.h) and
//! [`include/linux/wait.h`](srctree/include/linux/wait.h)

use core::{
    ffi::CStr,
    marker::{
        PhantomData,
        PhantomPinned, //
    }, //
};
use kernel::{
    bindings,
    fs::File,
    prelude::*,
    sync::LockClassKey,
    types::Opaque, //
};

/// What a file is ready for; the values of `EPOLLIN` and its like.
pub(crate) mod flags {
    use kernel::bindings;

    /// There is something to read, or the end.
    pub(crate) const IN: u32 = bindings::POLLIN | bindings::POLLRDNORM;
    /// A write would not block.
    pub(crate) const OUT: u32 = bindings::POLLOUT | bindings::POLLWRNORM;
    /// Something else has happened.
    pub(crate) const PRI: u32 = bindings::POLLPRI;
    /// As [`PRI`], for those who do not ask for that. Reported whatever is asked for.
    pub(crate) const ERR: u32 = bindings::POLLERR;
}

extern "C" {
    fn hello_wake_up_pri(queue: *mut bindings::wait_queue_head);
}

/// Creates an initialiser of a [`PollWaitQueue`] with a lock class of its own.
macro_rules! new_poll_wait_queue {
    ($name:expr $(,)?) => {
        $crate::abstractions::poll::PollWaitQueue::new($name, ::kernel::static_lock_class!())
    };
}
pub(crate) use new_poll_wait_queue;

/// Who waits for something to happen to a file.
#[pin_data(PinnedDrop)]
pub(crate) struct PollWaitQueue {
    #[pin]
    head: Opaque<bindings::wait_queue_head>,
    /// The list of those who wait points to itself.
    #[pin]
    _pin: PhantomPinned,
}

// SAFETY: A queue is not bound to a thread.
unsafe impl Send for PollWaitQueue {}

// SAFETY: The C side locks whatever is done to a queue.
unsafe impl Sync for PollWaitQueue {}

impl PollWaitQueue {
    /// Creates an initialiser. Use [`new_poll_wait_queue!`].
    pub(crate) fn new(name: &'static CStr, key: Pin<&'static LockClassKey>) -> impl PinInit<Self> {
        pin_init!(Self {
            // SAFETY: `slot` can be written to, and `name` and `key` are static.
            head <- Opaque::ffi_init(|slot| unsafe {
                bindings::__init_waitqueue_head(slot, name.as_ptr().cast(), key.as_ptr())
            }),
            _pin: PhantomPinned,
        })
    }

    /// Wakes those who wait for [`flags::PRI`] or [`flags::ERR`], which is everybody.
    ///
    /// What has happened must be visible, to [`MiscDevice::poll`], before this is called.
    ///
    /// [`MiscDevice::poll`]: super::miscdevice::MiscDevice::poll
    #[inline]
    pub(crate) fn wake_up_pri(&self) {
        // SAFETY: `new` has initialised the queue.
        unsafe { hello_wake_up_pri(self.head.get()) };
    }
}

#[pinned_drop]
impl PinnedDrop for PollWaitQueue {
    fn drop(self: Pin<&mut Self>) {
        // SAFETY: `new` has initialised the queue. This removes those who are left in it.
        unsafe { bindings::__wake_up_pollfree(self.head.get()) };
        // SAFETY: This sleeps, as dropping a registered device does. Someone who is just leaving
        // the queue may use it until then.
        unsafe { bindings::synchronize_rcu() };
    }
}

/// What poll(2) and its like pass to a file: how to wait, or that nobody will.
///
/// # Invariants
///
/// The pointer is null or points to a valid `poll_table`.
pub(crate) struct PollTable<'a> {
    table: *mut bindings::poll_table,
    _lifetime: PhantomData<&'a bindings::poll_table>,
}

impl PollTable<'_> {
    /// Wraps what C passes.
    ///
    /// # Safety
    ///
    /// The pointer must be null or valid during `'a`.
    pub(crate) unsafe fn from_raw(table: *mut bindings::poll_table) -> Self {
        // INVARIANT: By the requirements of this function.
        Self {
            table,
            _lifetime: PhantomData,
        }
    }

    /// Adds the caller to `queue`. What has happened is to be looked at after that.
    pub(crate) fn register(&self, file: &File, queue: &PollWaitQueue) {
        // SAFETY: The file is valid, and the table by the type invariants. The queue is pinned,
        // and dropping it removes the caller from it and waits for an RCU grace period.
        unsafe { bindings::poll_wait(file.as_ptr(), queue.head.get(), self.table) };
    }
}
