// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
/*
 * What is a macro or an inline function in C, so that Rust cannot call it.
 *
 * Only Rust code calls these functions, and declares them where it does. There
 * is no header: the declarations here are for the compiler's warnings.
 */

#include <asm/ioctls.h>
#include <linux/fs.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/types.h>
#include <linux/uaccess.h>
#include <linux/uio.h>

/*
 * Constants that bindgen cannot read because of the casts in them, and one
 * whose header the bindings leave out.
 *
 * A struct, because an object that adds no type of its own to the module's BTF
 * makes the BTF step of a stock kernel's build fail ("btf permute: Invalid
 * argument").
 */
struct rust_ext_fs_constants {
	u32 iocb_append;
	u32 iocb_nowait;
	u32 fmode_atomic_pos;
	u32 fmode_nowait;
	u32 fionread;
};

extern const struct rust_ext_fs_constants rust_ext_fs_constants;
size_t rust_ext_copy_to_iter_nofault(const void *from, size_t bytes,
				     struct iov_iter *to);
size_t rust_ext_copy_from_iter_nofault(void *to, size_t bytes,
				       struct iov_iter *from);
bool rust_ext_fatal_signal_pending(void);
void rust_ext_cond_resched(void);
void rust_ext_synchronize_rcu_tasks(void);

const struct rust_ext_fs_constants rust_ext_fs_constants = {
	.iocb_append = (__force u32)IOCB_APPEND,
	.iocb_nowait = (__force u32)IOCB_NOWAIT,
	.fmode_atomic_pos = (__force u32)FMODE_ATOMIC_POS,
	.fmode_nowait = (__force u32)FMODE_NOWAIT,
	.fionread = FIONREAD,
};

/*
 * _copy_to_iter() and _copy_from_iter() leave out the check of the object's
 * size: the bounds of the Rust slice are that check.
 */
size_t rust_ext_copy_to_iter_nofault(const void *from, size_t bytes,
				     struct iov_iter *to)
{
	size_t copied;

	pagefault_disable();
	copied = _copy_to_iter(from, bytes, to);
	pagefault_enable();
	return copied;
}

size_t rust_ext_copy_from_iter_nofault(void *to, size_t bytes,
				       struct iov_iter *from)
{
	size_t copied;

	pagefault_disable();
	copied = _copy_from_iter(to, bytes, from);
	pagefault_enable();
	return copied;
}

bool rust_ext_fatal_signal_pending(void)
{
	return fatal_signal_pending(current);
}

void rust_ext_cond_resched(void)
{
	cond_resched();
}

void rust_ext_synchronize_rcu_tasks(void)
{
	synchronize_rcu_tasks();
}
