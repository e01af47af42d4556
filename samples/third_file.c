// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
/*
 * The third file of two_files.ko: a module parameter whose function runs
 * when the parameter is given to insmod, before the module's init function.
 *
 * The struct is needed: a C object that adds no type of its own to the
 * module's BTF makes the BTF step of a stock kernel's build fail.
 */

#include <linux/moduleparam.h>
#include <linux/printk.h>

struct third_file_note {
	unsigned int times;
};

static struct third_file_note note;

static int note_set(const char *text, const struct kernel_param *param)
{
	note.times++;
	pr_info("two_files: third_file.c: note=%s\n", text);
	return 0;
}

static const struct kernel_param_ops note_ops = { .set = note_set };

module_param_cb(note, &note_ops, &note, 0);
MODULE_PARM_DESC(note, "a text that third_file.c logs");
