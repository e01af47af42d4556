/* SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause */
/*
 * The contents of /dev/ctwin_rwsem: what src/message.rs is to hello.ko. Static
 * functions for ctwin_rwsem.c alone, so that the compiler sees all of it at
 * once, as it does a Rust crate.
 */

#ifndef _BENCH_RWSEM_MESSAGE_H
#define _BENCH_RWSEM_MESSAGE_H

#include <linux/compiler.h>
#include <linux/fs.h>
#include <linux/poll.h>
#include <linux/rwsem.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>
#include <linux/uio.h>
#include <linux/wait.h>

#include "greeting.h"

/* How often a copy that moves nothing is tried again. */
#define TRIES 64

/**
 * struct message - the contents of the device, shared by all who open it
 * @lock: protects what is in @buffer; to change @len or @version takes it too
 * @changed: where poll() waits
 * @buffer: @capacity bytes
 * @len: how much of it is the contents; lseek() reads it without the lock
 * @version: counts the changes; poll() reads it without the lock. An open file
 *	has the one it has seen as its private_data
 */
struct message {
	struct rw_semaphore lock;
	wait_queue_head_t changed;
	char *buffer;
	size_t len;
	unsigned long version;
};

static struct message message = {
	.lock = __RWSEM_INITIALIZER(message.lock),
	.changed = __WAIT_QUEUE_HEAD_INITIALIZER(message.changed),
};

static int lock_shared(struct message *msg, bool nowait)
{
	if (nowait)
		return down_read_trylock(&msg->lock) ? 0 : -EAGAIN;
	return down_read_killable(&msg->lock);
}

static int lock_exclusive(struct message *msg, bool nowait)
{
	if (nowait)
		return down_write_trylock(&msg->lock) ? 0 : -EAGAIN;
	return down_write_killable(&msg->lock);
}

static void saw(struct file *file, unsigned long version)
{
	WRITE_ONCE(file->private_data, (void *)version);
}

static unsigned long seen(struct file *file)
{
	return (unsigned long)READ_ONCE(file->private_data);
}

/* With the lock held for writing. */
static void count_change(struct message *msg)
{
	WRITE_ONCE(msg->version, msg->version + 1);
}

/* With the lock released. */
static void tell_of_change(struct message *msg)
{
	if (wq_has_sleeper(&msg->changed))
		wake_up_poll(&msg->changed, EPOLLPRI | EPOLLERR);
}

static int truncate(struct message *msg)
{
	if (down_write_killable(&msg->lock))
		return -EINTR;
	if (!msg->len) {
		up_write(&msg->lock);
		return 0;
	}
	WRITE_ONCE(msg->len, 0);
	count_change(msg);
	up_write(&msg->lock);
	tell_of_change(msg);
	return 0;
}

/**
 * struct part - what there is to be read
 * @bytes: how many
 * @version: the version they are of
 */
struct part {
	size_t bytes;
	unsigned long version;
};

/*
 * Copies what there is behind @pos, of one version, without waiting for a page.
 * Leaves in @part how much that should be.
 */
static ssize_t read_nofault(loff_t pos, struct iov_iter *to, bool nowait,
			    struct part *part)
{
	struct message *msg = &message;
	size_t copied = 0;
	int err;

	err = lock_shared(msg, nowait);
	if (err)
		return err;

	part->bytes = 0;
	part->version = msg->version;
	if (pos < msg->len) {
		part->bytes = min_t(size_t, iov_iter_count(to), msg->len - pos);
		pagefault_disable();
		copied = _copy_to_iter(msg->buffer + pos, part->bytes, to);
		pagefault_enable();
	}

	up_read(&msg->lock);
	return copied;
}

/* It starts over: by now there may be another version. */
static noinline ssize_t read_faulting(loff_t pos, struct iov_iter *to,
				      struct part *part)
{
	ssize_t copied;
	int i;

	for (i = 0; i < TRIES; i++) {
		if (fault_in_iov_iter_writeable(to, part->bytes) == part->bytes)
			break;
		if (fatal_signal_pending(current))
			return -EINTR;
		copied = read_nofault(pos, to, false, part);
		if (copied || !part->bytes)
			return copied;
	}
	return -EFAULT;
}

/* Returns how many bytes; none when the first page of @from is missing. */
static ssize_t store(struct message *msg, struct kiocb *iocb,
		     struct iov_iter *from)
{
	loff_t pos = iocb->ki_flags & IOCB_APPEND ? msg->len : iocb->ki_pos;
	size_t copied;

	if (pos >= capacity)
		return -ENOSPC;

	pagefault_disable();
	copied = _copy_from_iter(msg->buffer + pos, capacity - pos, from);
	pagefault_enable();
	if (!copied)
		return 0;

	if (pos > msg->len)
		memset(msg->buffer + msg->len, 0, pos - msg->len);
	if (pos + copied > msg->len)
		WRITE_ONCE(msg->len, pos + copied);
	count_change(msg);
	iocb->ki_pos = pos + copied;
	return copied;
}

static size_t missing(struct iov_iter *from, size_t bytes, bool nowait)
{
	size_t missing;

	if (!nowait)
		return fault_in_iov_iter_readable(from, bytes);
	pagefault_disable();
	missing = fault_in_iov_iter_readable(from, bytes);
	pagefault_enable();
	return missing;
}

#endif /* _BENCH_RWSEM_MESSAGE_H */
