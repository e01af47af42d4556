/* SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause */
/*
 * What both twins do when they are loaded: the parameters of hello.ko, and its
 * greeting.
 */

#ifndef _BENCH_GREETING_H
#define _BENCH_GREETING_H

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#define HOWMANY_MAX	1000
#define CAPACITY_MAX	SZ_16M

static char *whom = "world";
module_param(whom, charp, 0444);
MODULE_PARM_DESC(whom, "who is greeted");

static int howmany = 1;
module_param(howmany, int, 0444);
MODULE_PARM_DESC(howmany, "how many times, 0 to 1000");

static size_t capacity = SZ_64K;

static int capacity_set(const char *val, const struct kernel_param *kp)
{
	unsigned long long bytes;
	char *end;

	/* Decimal, 0x or octal, as for howmany. memparse() takes a sign too. */
	if (!val || *val < '0' || *val > '9')
		return -EINVAL;
	bytes = memparse(val, &end);
	if (*end == '\n')
		end++;
	if (*end || !bytes || bytes > CAPACITY_MAX)
		return -EINVAL;
	capacity = bytes;
	return 0;
}

static int capacity_get(char *buffer, const struct kernel_param *kp)
{
	return sysfs_emit(buffer, "%zu\n", capacity);
}

static const struct kernel_param_ops capacity_ops = {
	.set = capacity_set,
	.get = capacity_get,
};

module_param_cb(capacity, &capacity_ops, NULL, 0444);
MODULE_PARM_DESC(capacity, "most bytes the device holds, up to 16M");

static size_t greeting_line_len(void)
{
	return strlen("Hello, ") + strlen(whom) + strlen("!\n");
}

static size_t greeting_len(void)
{
	return greeting_line_len() * howmany;
}

static int greeting_check(void)
{
	const char *c;

	for (c = whom; *c; c++) {
		if (*c < ' ' && *c >= 0)
			break;
		if (*c == 0x7f)
			break;
	}
	if (!*whom || *c) {
		pr_err("whom: must be at least one byte, and no control bytes\n");
		return -EINVAL;
	}
	if (howmany < 0 || howmany > HOWMANY_MAX) {
		pr_err("howmany=%d: must be 0 to %d\n", howmany, HOWMANY_MAX);
		return -EINVAL;
	}
	if (greeting_len() > capacity) {
		pr_err("capacity=%zu: must hold the greeting, %zu bytes\n",
		       capacity, greeting_len());
		return -EINVAL;
	}
	return 0;
}

/* Writes the greeting to @to, which has @capacity bytes. Returns its length. */
static size_t greeting_write(char *to)
{
	size_t whom_len = strlen(whom);
	char *p = to;
	int i;

	for (i = 0; i < howmany; i++) {
		p = memcpy(p, "Hello, ", 7) + 7;
		p = memcpy(p, whom, whom_len) + whom_len;
		p = memcpy(p, "!\n", 2) + 2;
	}
	return p - to;
}

static int greeting_log(void)
{
	int i;

	for (i = 0; i < howmany; i++) {
		if (fatal_signal_pending(current))
			return -EINTR;
		/* A record of the kernel log holds about 1000 bytes. */
		pr_alert("Hello, %.960s!\n", whom);
		cond_resched();
	}
	return 0;
}

#endif /* _BENCH_GREETING_H */
