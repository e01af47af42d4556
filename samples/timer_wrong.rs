// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! `timer.rs` with a fault: its lock is a [`SpinLock`], which leaves interrupts enabled.
//!
//! If the timer expired on a CPU that holds the lock, that CPU would hang. Here the lock is released before
//! the timer starts, so nothing hangs. The lockdep of the debug kernel reports the fault all the same: the
//! lock is taken with interrupts enabled, and in an interrupt.

#![deny(unsafe_code)]

use kernel::{
    impl_has_hr_timer,
    prelude::*,
    sync::{
        new_spinlock,
        Arc,
        ArcBorrow,
        SpinLock, //
    },
    time::{
        hrtimer::{
            ArcHrTimerHandle,
            HrTimer,
            HrTimerCallback,
            HrTimerCallbackContext,
            HrTimerPointer,
            HrTimerRestart,
            RelativeMode, //
        },
        Delta,
        Monotonic, //
    },
};

module! {
    type: TimerWrong,
    name: "timer_wrong",
    authors: ["The developers of hello"],
    description: "A timer whose lock leaves interrupts enabled",
    license: "Dual BSD/GPL",
}

#[pin_data]
struct Clock {
    #[pin]
    timer: HrTimer<Self>,
    #[pin]
    ticks: SpinLock<u64>,
}

impl_has_hr_timer! {
    impl HasHrTimer<Self> for Clock { mode: RelativeMode<Monotonic>, field: self.timer }
}

impl HrTimerCallback for Clock {
    type Pointer<'a> = Arc<Self>;

    fn run(
        this: ArcBorrow<'_, Self>,
        _context: HrTimerCallbackContext<'_, Self>,
    ) -> HrTimerRestart {
        *this.ticks.lock() += 1;
        HrTimerRestart::NoRestart
    }
}

struct TimerWrong {
    _timer: ArcHrTimerHandle<Clock>,
}

impl kernel::Module for TimerWrong {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let clock = pin_init!(Clock {
            timer <- HrTimer::new(),
            ticks <- new_spinlock!(0),
        });
        let clock = Arc::pin_init(clock, GFP_KERNEL)?;
        *clock.ticks.lock() = 0;
        Ok(Self {
            _timer: clock.start(Delta::from_millis(10)),
        })
    }
}
