// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
/*
 * ctwin_rwsem.ko: the device of hello.ko in C, designed as in src/message.rs:
 * readers share the lock, no page is waited for while it is held, and poll()
 * tells of changes. Beside ctwin.ko it shows what the design costs, and beside
 * hello.ko what the language does.
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
#include "rwsem_message.h"

static int ctwin_open(struct inode *inode, struct file *file)
{
	int err;

	if (file->f_flags & O_TRUNC) {
		/* The VFS refuses it only after this, and all would be lost. */
		if (file->f_flags & O_DIRECT)
			return -EINVAL;
		err = truncate(&message);
		if (err)
			return err;
	}
	saw(file, READ_ONCE(message.version));
	file->f_mode |= FMODE_NOWAIT;
	return 0;
}

static loff_t ctwin_llseek(struct file *file, loff_t offset, int whence)
{
	return generic_file_llseek_size(file, offset, whence, LLONG_MAX,
					READ_ONCE(message.len));
}

static ssize_t ctwin_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	bool nowait = iocb->ki_flags & IOCB_NOWAIT;
	loff_t pos = iocb->ki_pos;
	struct part part;
	ssize_t copied;

	copied = read_nofault(pos, to, nowait, &part);
	if (copied < 0)
		return copied;
	if (unlikely(copied != part.bytes)) {
		iov_iter_revert(to, copied);
		if (nowait)
			return -EAGAIN;
		copied = read_faulting(pos, to, &part);
		if (copied < 0)
			return copied;
	}
	saw(iocb->ki_filp, part.version);
	iocb->ki_pos = pos + copied;
	return copied;
}

static ssize_t ctwin_write_iter(struct kiocb *iocb, struct iov_iter *from)
{
	bool nowait = iocb->ki_flags & IOCB_NOWAIT;
	struct message *msg = &message;
	size_t wanted, absent;
	ssize_t ret;
	int i;

	if (!iov_iter_count(from))
		return 0;

	wanted = capacity;
	if (!(iocb->ki_flags & IOCB_APPEND))
		wanted -= min_t(u64, wanted, iocb->ki_pos);
	wanted = min(wanted, iov_iter_count(from));

	for (i = 0; i < TRIES; i++) {
		absent = missing(from, wanted, nowait);
		if (nowait && absent)
			return -EAGAIN;
		ret = lock_exclusive(msg, nowait);
		if (ret)
			return ret;
		ret = store(msg, iocb, from);
		up_write(&msg->lock);
		if (ret > 0)
			tell_of_change(msg);
		if (ret)
			return ret;
		if (nowait)
			return -EAGAIN;
		if (fatal_signal_pending(current))
			return -EINTR;
		if (absent == wanted)
			break;
	}
	return -EFAULT;
}

static __poll_t ctwin_poll(struct file *file, poll_table *wait)
{
	__poll_t mask = EPOLLIN | EPOLLRDNORM | EPOLLOUT | EPOLLWRNORM;

	poll_wait(file, &message.changed, wait);
	if (seen(file) != READ_ONCE(message.version))
		mask |= EPOLLPRI | EPOLLERR;
	return mask;
}

static const struct file_operations ctwin_fops = {
	.owner = THIS_MODULE,
	.open = ctwin_open,
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

	message.buffer = kvzalloc(capacity, GFP_KERNEL);
	if (!message.buffer)
		return -ENOMEM;
	message.len = greeting_write(message.buffer);

	err = greeting_log();
	if (err)
		goto free_buffer;

	err = misc_register(&ctwin_device);
	if (err)
		goto free_buffer;
	return 0;

free_buffer:
	kvfree(message.buffer);
	return err;
}

static void __exit ctwin_exit(void)
{
	misc_deregister(&ctwin_device);
	kvfree(message.buffer);
	pr_alert("Goodbye, cruel world!\n");
}

module_init(ctwin_init);
module_exit(ctwin_exit);

MODULE_LICENSE("Dual BSD/GPL");
MODULE_AUTHOR("The developers of hello");
MODULE_DESCRIPTION("The device of hello in C, designed like hello.ko");
