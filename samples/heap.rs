// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The slide "Managing kernel heap space": memory by kmalloc, set to zero or not, and by vmalloc. It is freed when the
//! module is unloaded, by `drop`: there is no `kfree()` to forget.

#![deny(unsafe_code)]

use kernel::{
    alloc::flags::__GFP_NOWARN,
    bindings::KMALLOC_MAX_SIZE,
    prelude::*, //
};

module! {
    type: Heap,
    name: "heap",
    authors: ["The developers of hello"],
    description: "Allocates memory in four ways",
    license: "Dual BSD/GPL",
}

/// Twice the largest size that `kmalloc()` can allocate. No abstraction has this constant.
const LARGE: usize = 2 * KMALLOC_MAX_SIZE as usize;

/// The memory that is kept until the module is unloaded.
struct Heap {
    _boxed: KBox<[u8; 100]>,
    _kmalloc: KVec<u8>,
    _vmalloc: VVec<u8>,
    _either: KVVec<u8>,
}

/// Logs where something lies. A driver must not do that: it tells an attacker the kernel's addresses.
fn show<T: ?Sized>(what: &str, place: *const T) {
    pr_info!("{what}: at {:#x}\n", place.cast::<u8>() as usize);
}

impl kernel::Module for Heap {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let boxed = KBox::<[u8; 100]>::init(pin_init::init_zeroed(), GFP_KERNEL)?;
        show("KBox, kmalloc(100) set to zero", &raw const *boxed);

        let kmalloc = KVec::<u8>::with_capacity(1000, GFP_KERNEL)?;
        show("KVec, kmalloc(1000)", kmalloc.as_ptr());

        // Without __GFP_NOWARN the kernel would warn, with a stack trace.
        let refused = KVec::<u8>::with_capacity(LARGE, GFP_KERNEL | __GFP_NOWARN);
        pr_info!("KVec, kmalloc({LARGE}): {:?}\n", refused.err());

        let vmalloc = VVec::<u8>::with_capacity(LARGE, GFP_KERNEL)?;
        show("VVec, vmalloc", vmalloc.as_ptr());

        // kvmalloc() tries kmalloc() first, and then vmalloc().
        let either = KVVec::<u8>::with_capacity(LARGE, GFP_KERNEL)?;
        show("KVVec, kvmalloc", either.as_ptr());

        Ok(Self {
            _boxed: boxed,
            _kmalloc: kmalloc,
            _vmalloc: vmalloc,
            _either: either,
        })
    }
}
