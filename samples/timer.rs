// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The slide "Concurrency Issues", kernel timers: a timer and the file operations of `/dev/timer` share
//! a number. A read gives it, a write sets it to 0.
//!
//! The timer's function runs in an interrupt. If it interrupted a reader that holds the lock, on the same
//! CPU, it would wait for ever. So the lock is a [`SpinLockIrq`], which disables interrupts while it is
//! held. `timer_wrong.rs` forgets that.

#![deny(unsafe_code)]

#[allow(unsafe_code)]
#[path = "../src/abstractions/mod.rs"]
pub mod abstractions;

use abstractions::miscdevice::{
    MiscDevice,
    MiscDeviceOptions,
    MiscDeviceRegistration,
    Registered, //
};
use kernel::{
    fs::{
        Kiocb,
        LocalFile, //
    },
    impl_has_hr_timer,
    iov::{
        IovIterDest,
        IovIterSource, //
    },
    prelude::*,
    str::CString,
    sync::{
        new_spinlock_irq,
        Arc,
        ArcBorrow,
        SpinLockIrq, //
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
    type: Timer,
    name: "timer",
    authors: ["The developers of hello"],
    description: "A timer and a device that share a number",
    license: "Dual BSD/GPL",
}

const PERIOD: Delta = Delta::from_millis(10);

#[pin_data]
struct Clock {
    #[pin]
    timer: HrTimer<Self>,
    #[pin]
    ticks: SpinLockIrq<u64>,
}

impl_has_hr_timer! {
    impl HasHrTimer<Self> for Clock { mode: RelativeMode<Monotonic>, field: self.timer }
}

impl HrTimerCallback for Clock {
    type Pointer<'a> = Arc<Self>;

    /// Runs in an interrupt: must not sleep.
    fn run(
        this: ArcBorrow<'_, Self>,
        mut context: HrTimerCallbackContext<'_, Self>,
    ) -> HrTimerRestart {
        *this.ticks.lock() += 1;
        context.forward_now(PERIOD);
        HrTimerRestart::Restart
    }
}

struct OpenFile;

#[vtable]
impl MiscDevice for OpenFile {
    type Ptr = Arc<Clock>;
    type RegistrationData = Arc<Clock>;

    fn open(_file: &LocalFile, registration: &Registered<Self>) -> Result<Arc<Clock>> {
        Ok(registration.data().clone())
    }

    fn read_iter(mut kiocb: Kiocb<'_, Arc<Clock>>, iov: &mut IovIterDest<'_>) -> Result<usize> {
        // The text is made and copied after the lock is released: both may sleep.
        let ticks = *kiocb.file().ticks.lock();
        let text = CString::try_from_fmt(fmt!("{ticks}\n"))?;
        let start = usize::try_from(kiocb.ki_pos())?;
        let rest = text.to_bytes().get(start..).unwrap_or_default();
        let copied = iov.copy_to_iter(rest);
        if copied == 0 && !rest.is_empty() && !iov.is_empty() {
            return Err(EFAULT);
        }
        *kiocb.ki_pos_mut() += copied as i64;
        Ok(copied)
    }

    fn write_iter(kiocb: Kiocb<'_, Arc<Clock>>, iov: &mut IovIterSource<'_>) -> Result<usize> {
        *kiocb.file().ticks.lock() = 0;
        Ok(iov.len())
    }
}

/// When the module is unloaded, first the device goes, and then the timer: its handle stops it, and
/// waits until its function has returned.
struct Timer {
    _device: MiscDeviceRegistration<OpenFile>,
    _timer: ArcHrTimerHandle<Clock>,
}

impl kernel::Module for Timer {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let clock = pin_init!(Clock {
            timer <- HrTimer::new(),
            ticks <- new_spinlock_irq!(0),
        });
        let clock = Arc::pin_init(clock, GFP_KERNEL)?;
        let timer = clock.clone().start(PERIOD);
        let options = MiscDeviceOptions {
            name: c"timer",
            mode: 0o600,
        };
        Ok(Self {
            _device: MiscDeviceRegistration::register(options, clock)?,
            _timer: timer,
        })
    }
}
