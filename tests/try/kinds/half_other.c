// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// The half that does not compile.

#include <linux/module.h>

int other_half(void)
{
