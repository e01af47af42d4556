// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
/*
 * What is a macro or an inline function in C, so that Rust cannot call it.
 *
 * Called from Rust only, which declares these beside their users; hence no
 * header, and the declarations here are for the compiler's warnings.
 */

#include <asm/ioctls.h>
#include <linux/fs.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/types.h>
#include <linux/uaccess.h>
#include <linux/uio.h>
#include <linux/wait.h>

/*
 * Constants that bindgen cannot read because of the casts in them, and one
 * whose header the bindings leave out.
 *
 * A struct rather than three constants: an object that adds no type of its own
 * to the module's BTF makes a stock kernel's build step for BTF fail ("btf
 * permute: Invalid argument").
 */
struct hello_fs_constants {
	u32 iocb_append;
	u32 iocb_nowait;
	u32 fmode_nowait;
	u32 fionread;
};

extern const struct hello_fs_constants hello_fs_constants;
size_t hello_copy_to_iter_nofault(const void *from, size_t bytes,
				  struct iov_iter *to);
size_t hello_copy_from_iter_nofault(void *to, size_t bytes,
				    struct iov_iter *from);
size_t hello_probe_iov_iter_readable(const struct iov_iter *from, size_t bytes);
bool hello_fatal_signal_pending(void);
void hello_cond_resched(void);
void hello_wake_up_pri(struct wait_queue_head *queue);

const struct hello_fs_constants hello_fs_constants = {
	.iocb_append = (__force u32)IOCB_APPEND,
	.iocb_nowait = (__force u32)IOCB_NOWAIT,
	.fmode_nowait = (__force u32)FMODE_NOWAIT,
	.fionread = FIONREAD,
};

/*
 * One call for all three steps keeps a read at one jump. The leading
 * underscore leaves out the check of the object's size: the Rust slice is that
 * check.
 */
size_t hello_copy_to_iter_nofault(const void *from, size_t bytes,
				  struct iov_iter *to)
{
	size_t copied;

	pagefault_disable();
	copied = _copy_to_iter(from, bytes, to);
	pagefault_enable();
	return copied;
}

size_t hello_copy_from_iter_nofault(void *to, size_t bytes,
				    struct iov_iter *from)
{
	size_t copied;

	pagefault_disable();
	copied = _copy_from_iter(to, bytes, from);
	pagefault_enable();
	return copied;
}

/* Like fault_in_iov_iter_readable(), but a page that is missing stays so. */
size_t hello_probe_iov_iter_readable(const struct iov_iter *from, size_t bytes)
{
	size_t missing;

	pagefault_disable();
	missing = fault_in_iov_iter_readable(from, bytes);
	pagefault_enable();
	return missing;
}

bool hello_fatal_signal_pending(void)
{
	return fatal_signal_pending(current);
}

void hello_cond_resched(void)
{
	cond_resched();
}

/*
 * The barrier in wq_has_sleeper() pairs with the one in poll_wait(): either the
 * waiter is seen here, or it sees what has happened.
 */
void hello_wake_up_pri(struct wait_queue_head *queue)
{
	if (wq_has_sleeper(queue))
		wake_up_poll(queue, EPOLLPRI | EPOLLERR);
}
