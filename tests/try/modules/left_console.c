// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Its exit forgets a console
#include <linux/console.h>
#include <linux/module.h>
#include <linux/slab.h>

static int __init left_console_init(void)
{
	struct console *console = kzalloc(sizeof(*console), GFP_KERNEL);

	if (!console)
		return -ENOMEM;
	strscpy(console->name, "left");
	console->flags = CON_ENABLED;
	register_console(console);
	return 0;
}
module_init(left_console_init);

static void __exit left_console_exit(void)
{
}
module_exit(left_console_exit);

MODULE_DESCRIPTION("Its exit forgets a console");
MODULE_LICENSE("GPL");
