// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
/*
 * ctwin.ko: the device of hello.ko as one would write it in C. A buffer and a
 * mutex, which is held while the bytes are copied.
 *
 * What it does not promise: a caller whose page takes for ever holds the mutex
 * for ever. There is no poll and no ioctl, so it has less to do.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/splice.h>
#include <linux/uio.h>

#include "greeting.h"

/**
 * struct ctwin - the contents of the device, shared by all who open it
 * @lock: protects @len and what is in @buffer
 * @buffer: @capacity bytes
 * @len: how much of it is the contents; lseek() reads it without the lock
 */
struct ctwin {
	struct mutex lock;
	char *buffer;
	size_t len;
};

static struct ctwin ctwin = {
	.lock = __MUTEX_INITIALIZER(ctwin.lock),
};

static int ctwin_lock(const struct kiocb *iocb)
{
	if (iocb->ki_flags & IOCB_NOWAIT)
		return mutex_trylock(&ctwin.lock) ? 0 : -EAGAIN;
	return mutex_lock_killable(&ctwin.lock);
}

static int ctwin_open(struct inode *inode, struct file *file)
{
	if (file->f_flags & O_TRUNC) {
		/* The VFS refuses it only after this, and all would be lost. */
		if (file->f_flags & O_DIRECT)
			return -EINVAL;
		if (mutex_lock_killable(&ctwin.lock))
			return -EINTR;
		WRITE_ONCE(ctwin.len, 0);
		mutex_unlock(&ctwin.lock);
	}
	file->f_mode |= FMODE_NOWAIT;
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
		iocb->ki_pos = pos + copied;
		ret = copied || !bytes ? copied : -EFAULT;
	}

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
	if (pos + copied > ctwin.len)
		WRITE_ONCE(ctwin.len, pos + copied);
	iocb->ki_pos = pos + copied;
	ret = copied;

unlock:
	mutex_unlock(&ctwin.lock);
	return ret;
}

static const struct file_operations ctwin_fops = {
	.owner = THIS_MODULE,
	.open = ctwin_open,
	.llseek = ctwin_llseek,
	.read_iter = ctwin_read_iter,
	.write_iter = ctwin_write_iter,
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
