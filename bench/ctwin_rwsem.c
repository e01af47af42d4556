// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
/*
 * ctwin_rwsem.ko: the device of hello.ko in C, with the design of src/state.rs:
 * readers share the lock, no page is waited for while it is held, and what each
 * open file remembers is allocated. Compared with ctwin.ko it shows the cost of
 * the design, and compared with hello.ko the cost of the language.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/splice.h>

#include "greeting.h"
#include "rwsem_state.h"

static struct state device_state = {
	.lock = __RWSEM_INITIALIZER(device_state.lock),
	.changed = __WAIT_QUEUE_HEAD_INITIALIZER(device_state.changed),
};

static int ctwin_open(struct inode *inode, struct file *file)
{
	struct opener *opener;
	int err;

	err = generic_file_open(inode, file);
	if (err)
		return err;
	/* The VFS refuses O_DIRECT only after open(): O_TRUNC would be done. */
	if (file->f_flags & O_DIRECT)
		return -EINVAL;
	/* Before O_TRUNC is done: an open that fails must lose nothing. */
	opener = opener_new(&device_state);
	if (!opener)
		return -ENOMEM;
	if (file->f_flags & O_TRUNC) {
		err = truncate(opener->state);
		if (err) {
			opener_free(opener);
			return err;
		}
		atomic64_set(&opener->seen, READ_ONCE(opener->state->version));
	}
	file->private_data = opener;
	file->f_mode |= FMODE_NOWAIT | FMODE_ATOMIC_POS;
	return 0;
}

static int ctwin_release(struct inode *inode, struct file *file)
{
	opener_free(file->private_data);
	return 0;
}

static loff_t ctwin_llseek(struct file *file, loff_t offset, int whence)
{
	struct opener *opener = file->private_data;

	return generic_file_llseek_size(file, offset, whence, LLONG_MAX,
					READ_ONCE(opener->state->len));
}

static ssize_t ctwin_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	struct opener *opener = iocb->ki_filp->private_data;
	bool nowait = iocb->ki_flags & IOCB_NOWAIT;
	struct state *state = opener->state;
	loff_t pos = iocb->ki_pos;
	struct part part;
	ssize_t copied;

	copied = read_nofault(state, pos, to, nowait, &part);
	if (copied < 0)
		return copied;
	if (unlikely(copied != part.bytes)) {
		iov_iter_revert(to, copied);
		copied = read_faulting(state, pos, to, nowait, &part);
		if (copied < 0)
			return copied;
	}
	atomic64_set(&opener->seen, part.version);
	iocb->ki_pos = pos + copied;
	return copied;
}

static ssize_t ctwin_write_iter(struct kiocb *iocb, struct iov_iter *from)
{
	struct opener *opener = iocb->ki_filp->private_data;
	bool nowait = iocb->ki_flags & IOCB_NOWAIT;
	struct state *state = opener->state;
	size_t wanted, absent;
	ssize_t ret;
	int i;

	if (!iov_iter_count(from))
		return 0;

	for (i = 0; i < TRIES; i++) {
		wanted = room(state, iocb, from);
		absent = fault_in_iov_iter_readable(from, wanted);
		ret = lock_exclusive(state, nowait);
		if (ret)
			return ret;
		ret = store(state, iocb, from);
		up_write(&state->lock);
		if (ret > 0)
			tell_of_change(state);
		if (ret)
			return ret;
		if (fatal_signal_pending(current))
			return -EINTR;
		/* An append to full contents faults in nothing: try again. */
		if (wanted && absent == wanted)
			break;
	}
	return -EFAULT;
}

static __poll_t ctwin_poll(struct file *file, poll_table *wait)
{
	__poll_t mask = EPOLLIN | EPOLLRDNORM | EPOLLOUT | EPOLLWRNORM;
	struct opener *opener = file->private_data;

	poll_wait(file, &opener->state->changed, wait);
	if (atomic64_read(&opener->seen) != READ_ONCE(opener->state->version))
		mask |= EPOLLPRI | EPOLLERR;
	return mask;
}

static const struct file_operations ctwin_fops = {
	.owner = THIS_MODULE,
	.open = ctwin_open,
	.release = ctwin_release,
	.llseek = ctwin_llseek,
	.read_iter = ctwin_read_iter,
	.write_iter = ctwin_write_iter,
	.poll = ctwin_poll,
	.splice_read = copy_splice_read,
	.splice_write = iter_file_splice_write,
	.fsync = noop_fsync,
};

static struct miscdevice ctwin_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "ctwin_rwsem",
	.fops = &ctwin_fops,
	.mode = 0644,
};

static int __init ctwin_init(void)
{
	int err;

	err = greeting_check();
	if (err)
		return err;

	device_state.buffer = kvzalloc(capacity, GFP_KERNEL);
	if (!device_state.buffer)
		return -ENOMEM;
	device_state.len = greeting_write(device_state.buffer);

	err = greeting_log();
	if (err)
		goto free_buffer;

	err = misc_register(&ctwin_device);
	if (err)
		goto free_buffer;
	return 0;

free_buffer:
	kvfree(device_state.buffer);
	return err;
}

static void __exit ctwin_exit(void)
{
	misc_deregister(&ctwin_device);
	kvfree(device_state.buffer);
	pr_alert("Goodbye, cruel world!\n");
}

module_init(ctwin_init);
module_exit(ctwin_exit);

MODULE_LICENSE("Dual BSD/GPL");
MODULE_AUTHOR("The developers of hello");
MODULE_DESCRIPTION("The device of hello in C, designed like hello.ko");
