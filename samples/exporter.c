// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
/*
 * The slide "Module Coding Hints": a module can call only the functions that
 * the kernel or another module exports. This module exports two: one to any
 * module, the other one only to modules with a licence compatible with the
 * GPL. importer.rs and proprietary.c call them.
 */

#include <linux/module.h>

#include "exporter.h"

int exporter_square(int number)
{
	return number * number;
}
EXPORT_SYMBOL(exporter_square);

int exporter_cube(int number)
{
	return number * number * number;
}
EXPORT_SYMBOL_GPL(exporter_cube);

MODULE_LICENSE("Dual BSD/GPL");
MODULE_DESCRIPTION("Exports two functions");
