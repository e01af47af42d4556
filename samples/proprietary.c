// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
/*
 * The slide "Linux Kernel Licensing": a module that says that it is
 * proprietary. It may call exporter_square(), which exporter.c exports by
 * EXPORT_SYMBOL. With exporter_cube(), exported by EXPORT_SYMBOL_GPL, it
 * would not even be built: see refused/gpl_only.c.
 *
 * MODULE_LICENSE is what the module says to the kernel; this file's own
 * licence is in its first line.
 */

#include <linux/module.h>

#include "exporter.h"

static int __init proprietary_init(void)
{
	pr_info("proprietary: 3 * 3 = %d\n", exporter_square(3));
	return 0;
}

static void __exit proprietary_exit(void)
{
}

module_init(proprietary_init);
module_exit(proprietary_exit);

MODULE_LICENSE("Proprietary");
MODULE_DESCRIPTION("Calls a function that is exported to any module");
