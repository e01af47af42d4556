// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
/* Prints the contents of /dev/mydevice, and again each time they change. */

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

int main(void)
{
	static char text[16 << 20];
	struct pollfd file = { open("/dev/mydevice", O_RDONLY), POLLPRI, 0 };
	ssize_t len;

	while ((len = pread(file.fd, text, sizeof(text), 0)) >= 0) {
		if (write(STDOUT_FILENO, text, len) < 0)
			return 1;
		if (poll(&file, 1, -1) < 0)
			return 1;
	}
	return 1;
}
