// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// advice: strscpy(TO, FROM, SIZE)

#include <linux/module.h>
#include <linux/string.h>

void copy(char *to, const char *from)
{
	strlcpy(to, from, 8);
}

MODULE_DESCRIPTION("written for an older kernel");
MODULE_LICENSE("GPL");
