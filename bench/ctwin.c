// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
/*
 * ctwin.ko: the device of hello.ko as most drivers in C would do it, with a
 * buffer and a mutex, which is held while the bytes are copied.
 *
 * What hello.ko promises and this does not: here a caller whose page never
 * comes keeps the mutex, and all others wait. There is no ioctl.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/splice.h>
#include <linux/uio.h>
#include <linux/wait.h>

#include "greeting.h"

/**
 * struct ctwin - the state of the device, shared by all openers
 * @lock: protects @len, @version and the bytes in @buffer
 * @changed: where poll() waits
 * @buffer: @capacity bytes
 * @len: the length of the contents; lseek() reads it without the lock
 * @version: counts the changes; open() and poll() read it without the lock.
 *	The private_data of an open file is the version that its last read saw
 */
struct ctwin {
	struct mutex lock;
	wait_queue_head_t changed;
	char *buffer;
	size_t len;
	unsigned long version;
};

static struct ctwin ctwin = {
	.lock = __MUTEX_INITIALIZER(ctwin.lock),
	.changed = __WAIT_QUEUE_HEAD_INITIALIZER(ctwin.changed),
};

static int ctwin_lock(const struct kiocb *iocb)
{
	if (iocb->ki_flags & IOCB_NOWAIT)
		return mutex_trylock(&ctwin.lock) ? 0 : -EAGAIN;
	return mutex_lock_killable(&ctwin.lock);
}

/* Called with the lock held. */
static void ctwin_set_len(size_t len)
{
	WRITE_ONCE(ctwin.len, len);
	WRITE_ONCE(ctwin.version, ctwin.version + 1);
}

static int ctwin_truncate(void)
{
	bool changed;

	if (mutex_lock_killable(&ctwin.lock))
		return -EINTR;
	changed = ctwin.len > 0;
	if (changed)
		ctwin_set_len(0);
	mutex_unlock(&ctwin.lock);
	if (changed)
		wake_up_all(&ctwin.changed);
	return 0;
}

static void ctwin_saw(struct file *file, unsigned long version)
{
	WRITE_ONCE(file->private_data, (void *)version);
}

static int ctwin_open(struct inode *inode, struct file *file)
{
	int err;

	err = generic_file_open(inode, file);
	if (err)
		return err;
	/* The VFS refuses O_DIRECT only after open(): O_TRUNC would be done. */
	if (file->f_flags & O_DIRECT)
		return -EINVAL;
	if (file->f_flags & O_TRUNC) {
		err = ctwin_truncate();
		if (err)
			return err;
	}
	ctwin_saw(file, READ_ONCE(ctwin.version));
	file->f_mode |= FMODE_NOWAIT | FMODE_ATOMIC_POS;
	return 0;
}

static loff_t ctwin_llseek(struct file *file, loff_t offset, int whence)
{
	return generic_file_llseek_size(file, offset, whence, LLONG_MAX,
					READ_ONCE(ctwin.len));
}

static ssize_t ctwin_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	loff_t pos = iocb->ki_pos;
	size_t bytes, copied;
	ssize_t ret;

	ret = ctwin_lock(iocb);
	if (ret)
		return ret;

	if (pos < ctwin.len) {
		bytes = min_t(size_t, iov_iter_count(to), ctwin.len - pos);
		copied = copy_to_iter(ctwin.buffer + pos, bytes, to);
		if (bytes && !copied) {
			ret = -EFAULT;
			goto unlock;
		}
		iocb->ki_pos = pos + copied;
		ret = copied;
	}
	ctwin_saw(iocb->ki_filp, ctwin.version);

unlock:
	mutex_unlock(&ctwin.lock);
	return ret;
}

static ssize_t ctwin_write_iter(struct kiocb *iocb, struct iov_iter *from)
{
	size_t bytes, copied;
	ssize_t ret;
	loff_t pos;

	if (!iov_iter_count(from))
		return 0;

	ret = ctwin_lock(iocb);
	if (ret)
		return ret;

	pos = iocb->ki_flags & IOCB_APPEND ? ctwin.len : iocb->ki_pos;
	if (pos >= capacity) {
		ret = -ENOSPC;
		goto unlock;
	}

	bytes = min_t(size_t, iov_iter_count(from), capacity - pos);
	copied = copy_from_iter(ctwin.buffer + pos, bytes, from);
	if (!copied) {
		ret = -EFAULT;
		goto unlock;
	}
	if (pos > ctwin.len)
		memset(ctwin.buffer + ctwin.len, 0, pos - ctwin.len);
	ctwin_set_len(max_t(size_t, ctwin.len, pos + copied));
	mutex_unlock(&ctwin.lock);

	wake_up_all(&ctwin.changed);
	iocb->ki_pos = pos + copied;
	return copied;

unlock:
	mutex_unlock(&ctwin.lock);
	return ret;
}

static __poll_t ctwin_poll(struct file *file, poll_table *wait)
{
	__poll_t mask = EPOLLIN | EPOLLRDNORM | EPOLLOUT | EPOLLWRNORM;
	unsigned long seen;

	poll_wait(file, &ctwin.changed, wait);
	seen = (unsigned long)READ_ONCE(file->private_data);
	if (seen != READ_ONCE(ctwin.version))
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
	.name = "ctwin",
	.fops = &ctwin_fops,
	.mode = 0644,
};

static int __init ctwin_init(void)
{
	int err;

	err = greeting_check();
	if (err)
		return err;

	ctwin.buffer = kvzalloc(capacity, GFP_KERNEL);
	if (!ctwin.buffer)
		return -ENOMEM;
	ctwin.len = greeting_write(ctwin.buffer);

	err = greeting_log();
	if (err)
		goto free_buffer;

	err = misc_register(&ctwin_device);
	if (err)
		goto free_buffer;
	return 0;

free_buffer:
	kvfree(ctwin.buffer);
	return err;
}

static void __exit ctwin_exit(void)
{
	misc_deregister(&ctwin_device);
	kvfree(ctwin.buffer);
	pr_alert("Goodbye, cruel world!\n");
}

module_init(ctwin_init);
module_exit(ctwin_exit);

MODULE_LICENSE("Dual BSD/GPL");
MODULE_AUTHOR("The developers of hello");
MODULE_DESCRIPTION("The device of hello in C, with one mutex");
