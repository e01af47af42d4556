/* SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause */
/*
 * The state of /dev/ctwin_rwsem: what src/state.rs is to hello.ko. Only
 * ctwin_rwsem.c includes it. The functions are static, so that the compiler
 * can inline them there, as it does within a Rust crate.
 */

#ifndef _BENCH_RWSEM_STATE_H
#define _BENCH_RWSEM_STATE_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/fs.h>
#include <linux/rwsem.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/uio.h>
#include <linux/wait.h>

#include "greeting.h"

/* How often a copy that moves no byte is tried again. */
#define TRIES 64

/**
 * struct state - the state of the device, shared by all openers
 * @lock: protects the bytes in @buffer; @len and @version change while it is
 *	held for writing
 * @changed: where poll() waits
 * @openers: how many files are open; hello.ko reports it by an ioctl
 * @buffer: @capacity bytes
 * @len: the length of the contents; lseek() reads it without the lock
 * @version: counts the changes; open() and poll() read it without the lock
 */
struct state {
	struct rw_semaphore lock;
	wait_queue_head_t changed;
	atomic_t openers;
	char *buffer;
	size_t len;
	u64 version;
};

/**
 * struct opener - what an open file has as its private_data
 * @state: the state of the device
 * @seen: the version that the last read of this file saw, or its open
 */
struct opener {
	struct state *state;
	atomic64_t seen;
};

static struct opener *opener_new(struct state *state)
{
	struct opener *opener = kmalloc_obj(*opener);

	if (!opener)
		return NULL;
	opener->state = state;
	atomic64_set(&opener->seen, READ_ONCE(state->version));
	atomic_inc(&state->openers);
	return opener;
}

static void opener_free(struct opener *opener)
{
	atomic_dec(&opener->state->openers);
	kfree(opener);
}

static int lock_shared(struct state *state, bool nowait)
{
	if (nowait)
		return down_read_trylock(&state->lock) ? 0 : -EAGAIN;
	return down_read_killable(&state->lock);
}

static int lock_exclusive(struct state *state, bool nowait)
{
	if (nowait)
		return down_write_trylock(&state->lock) ? 0 : -EAGAIN;
	return down_write_killable(&state->lock);
}

/* Called with the lock held for writing. */
static void set_len(struct state *state, size_t len)
{
	WRITE_ONCE(state->len, len);
	WRITE_ONCE(state->version, state->version + 1);
}

/*
 * Called without the lock. Each open file has its own view of what changed, so
 * all are woken, those of EPOLLEXCLUSIVE too.
 */
static void tell_of_change(struct state *state)
{
	wake_up_all(&state->changed);
}

static int truncate(struct state *state)
{
	bool changed;

	if (down_write_killable(&state->lock))
		return -EINTR;
	changed = state->len > 0;
	if (changed)
		set_len(state, 0);
	up_write(&state->lock);
	if (changed)
		tell_of_change(state);
	return 0;
}

/**
 * struct part - the part of the contents that a read asks for
 * @bytes: its length
 * @version: the version that it belongs to
 */
struct part {
	size_t bytes;
	u64 version;
};

/*
 * Copies what there is from @pos on, all of one version, without waiting for a
 * page, and says in @part how long that is. Returns how much of it was copied.
 * Like the kernel crate, it calls _copy_to_iter(), which leaves the range to
 * its caller: copy_to_iter() would check it again.
 */
static ssize_t read_nofault(struct state *state, loff_t pos,
			    struct iov_iter *to, bool nowait, struct part *part)
{
	size_t copied = 0;
	int err;

	err = lock_shared(state, nowait);
	if (err)
		return err;

	part->bytes = 0;
	part->version = state->version;
	if (pos < state->len) {
		part->bytes = min_t(size_t, iov_iter_count(to),
				    state->len - pos);
		pagefault_disable();
		copied = _copy_to_iter(state->buffer + pos, part->bytes, to);
		pagefault_enable();
	}

	up_read(&state->lock);
	return copied;
}

/*
 * Goes on with a read that missed a page. It copies all of @part again, because
 * the contents may have changed. Returns what was copied, all of one version.
 */
static noinline ssize_t read_faulting(struct state *state, loff_t pos,
				      struct iov_iter *to, bool nowait,
				      struct part *part)
{
	ssize_t copied;
	int i;

	for (i = 0; i < TRIES; i++) {
		if (fault_in_iov_iter_writeable(to, part->bytes) == part->bytes)
			break;
		if (fatal_signal_pending(current))
			return -EINTR;
		copied = read_nofault(state, pos, to, nowait, part);
		if (copied || !part->bytes)
			return copied;
	}
	return -EFAULT;
}

/*
 * Returns how many bytes of @from fit. For an append this is a guess: the end
 * may move before the lock is taken.
 */
static size_t room(struct state *state, struct kiocb *iocb,
		   struct iov_iter *from)
{
	loff_t pos = iocb->ki_flags & IOCB_APPEND ? READ_ONCE(state->len) :
						    iocb->ki_pos;

	return min(capacity - min_t(u64, capacity, pos), iov_iter_count(from));
}

/*
 * Called with the lock held for writing. Returns how many bytes were stored: 0
 * if the first page of @from is missing.
 */
static ssize_t store(struct state *state, struct kiocb *iocb,
		     struct iov_iter *from)
{
	loff_t pos = iocb->ki_flags & IOCB_APPEND ? state->len : iocb->ki_pos;
	size_t copied;

	if (pos >= capacity)
		return -ENOSPC;

	pagefault_disable();
	copied = _copy_from_iter(state->buffer + pos, capacity - pos, from);
	pagefault_enable();
	if (!copied)
		return 0;

	if (pos > state->len)
		memset(state->buffer + state->len, 0, pos - state->len);
	set_len(state, max_t(size_t, state->len, pos + copied));
	iocb->ki_pos = pos + copied;
	return copied;
}

#endif /* _BENCH_RWSEM_STATE_H */
