// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
/*
 * The slide "Concurrency Issues": a counter without a lock. When a
 * program writes the number N to /dev/race, the module counts N turns. Two
 * processes that write at the same time, each on a CPU of its own, lose turns:
 * both read the same value of `count`, and both store that value plus one.
 * counter.rs does the same in Rust. N is not limited: a driver would limit it.
 */

#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>

/* How many writes begin together. */
#define WRITERS 2

static unsigned long count;
static atomic_t arrived = ATOMIC_INIT(0);

/* A barrier at the start. Without it one write may end before the next begins. */
static int wait_for_writers(void)
{
	int all = roundup(atomic_inc_return(&arrived), WRITERS);

	while (atomic_read(&arrived) < all) {
		if (signal_pending(current)) {
			atomic_dec(&arrived);
			return -EINTR;
		}
		cond_resched();
	}
	return 0;
}

static ssize_t race_write(struct file *file, const char __user *from,
			  size_t size, loff_t *ppos)
{
	unsigned int turns, i;
	int err = kstrtouint_from_user(from, size, 10, &turns);

	if (!err)
		err = wait_for_writers();
	if (err)
		return err;
	for (i = 0; i < turns; i++) {
		count++;
		/* Without this the compiler replaces the loop by `count += turns`. */
		barrier();
	}
	pr_info("race: count is %lu\n", count);
	return size;
}

static const struct file_operations race_fops = {
	.owner = THIS_MODULE,
	.write = race_write,
};

static struct miscdevice race_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "race",
	.fops = &race_fops,
};
module_misc_device(race_device);

MODULE_LICENSE("Dual BSD/GPL");
MODULE_DESCRIPTION("Counts without a lock, and loses counts");
