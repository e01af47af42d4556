// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The greeting in the log, one line each period, by a kernel timer.
//!
//! The timer's function interrupts whatever a CPU is doing, the module's own code too. So it
//! sleeps nowhere, and shares nothing with the device.

use crate::greeting::Greeting;
use kernel::{
    impl_has_hr_timer,
    prelude::*,
    sync::{
        atomic::{
            Atomic,
            Relaxed, //
        },
        Arc,
        ArcBorrow, //
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

/// A timer that runs until the greeting is complete.
#[pin_data]
pub(crate) struct GreetingTimer {
    #[pin]
    timer: HrTimer<Self>,
    greeting: Greeting,
    period: Delta,
    /// Lines that are in the log. Only the timer's function changes it, and that never runs twice
    /// at once.
    logged: Atomic<usize>,
}

impl GreetingTimer {
    /// Starts a timer, if the greeting has any line. Dropping what this returns stops it, and waits
    /// for its function to return.
    ///
    /// Returns [`ENOMEM`] if there is no memory for it.
    pub(crate) fn start(
        greeting: Greeting,
        period: Delta,
    ) -> Result<Option<ArcHrTimerHandle<Self>>> {
        if greeting.howmany() == 0 {
            return Ok(None);
        }
        let timer = Arc::pin_init(
            pin_init!(Self {
                timer <- HrTimer::new(),
                greeting,
                period,
                logged: Atomic::new(0),
            }),
            GFP_KERNEL,
        )?;
        Ok(Some(timer.start(period)))
    }
}

impl HrTimerCallback for GreetingTimer {
    type Pointer<'a> = Arc<Self>;

    fn run(
        this: ArcBorrow<'_, Self>,
        mut context: HrTimerCallbackContext<'_, Self>,
    ) -> HrTimerRestart {
        this.greeting.log_line();
        let logged = this.logged.load(Relaxed).saturating_add(1);
        this.logged.store(logged, Relaxed);
        if logged >= this.greeting.howmany() {
            return HrTimerRestart::NoRestart;
        }
        context.forward_now(this.period);
        HrTimerRestart::Restart
    }
}

impl_has_hr_timer! {
    impl HasHrTimer<Self> for GreetingTimer {
        mode: RelativeMode<Monotonic>, field: self.timer
    }
}
