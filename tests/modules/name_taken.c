// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
/*
 * name_taken.ko: takes the device name "mydevice" first, so that the init of
 * hello.ko fails at its last stage, the device.
 */

#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>

static const struct file_operations name_taken_fops = {
	.owner = THIS_MODULE,
};

static struct miscdevice name_taken_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "mydevice",
	.fops = &name_taken_fops,
};

module_misc_device(name_taken_device);

MODULE_LICENSE("Dual BSD/GPL");
MODULE_DESCRIPTION("Takes the name mydevice before hello does");
