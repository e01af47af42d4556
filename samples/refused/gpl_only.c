// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
/*
 * ../proprietary.c with the other function of ../exporter.c: modpost refuses
 * to build it.
 */

#include <linux/module.h>

#include "../exporter.h"

static int __init gpl_only_init(void)
{
	return exporter_cube(3);
}
module_init(gpl_only_init);

MODULE_LICENSE("Proprietary");
MODULE_DESCRIPTION("Calls a function that is exported to GPL modules only");
