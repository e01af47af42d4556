// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
/* Which system calls of a traced process may concern the module. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <linux/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "sweep.h"

static dev_t root, tmp;

static void remember(const char *path, dev_t *device)
{
	struct stat file;

	if (!stat(path, &file))
		*device = file.st_dev;
}

void know_own_files(void)
{
	remember("/", &root);
	remember("/tmp", &tmp);
}

/* Whether that file can be one of the module's: not the programs, their libraries, the shell's own. */
static int may_be_its(const struct stat *file)
{
	if (file->st_dev == root || file->st_dev == tmp || S_ISFIFO(file->st_mode))
		return 0;
	return !S_ISCHR(file->st_mode) || (major(file->st_rdev) != 1 && major(file->st_rdev) != 5);
}

static int fd_may_be_its(pid_t pid, int fd)
{
	char path[64];
	struct stat file;

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", pid, fd);
	return !stat(path, &file) && may_be_its(&file);
}

/* Reads a string of that process; what cannot be read of it is empty. */
static void read_string(pid_t pid, unsigned long address, char *text, size_t size)
{
	char path[64];
	int memory;

	memset(text, 0, size);
	snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	memory = open(path, O_RDONLY | O_CLOEXEC);
	/* Short where the next page is not there. */
	if (memory < 0 || pread(memory, text, size - 1, address) < 0)
		text[0] = '\0';
	if (memory >= 0)
		close(memory);
}

static int path_may_be_its(pid_t pid, int folder, unsigned long address)
{
	char path[512], whole[600];
	struct stat file;

	read_string(pid, address, path, sizeof(path));
	if (path[0] == '/')
		snprintf(whole, sizeof(whole), "%s", path);
	else if (folder == AT_FDCWD)
		snprintf(whole, sizeof(whole), "/proc/%d/cwd/%s", pid, path);
	else
		snprintf(whole, sizeof(whole), "/proc/%d/fd/%d/%s", pid, folder, path);
	return !stat(whole, &file) && may_be_its(&file);
}

/* A call that is not named here may, and costs nothing if it does not allocate. */
int may_concern_it(pid_t pid, const struct ptrace_syscall_info *call)
{
	const __u64 *args = call->entry.args;

	switch (call->entry.nr) {
	case SYS_execve: case SYS_execveat: case SYS_fork: case SYS_vfork: case SYS_clone: case SYS_clone3:
	case SYS_exit: case SYS_exit_group: case SYS_wait4: case SYS_waitid: case SYS_brk: case SYS_munmap:
	case SYS_mprotect: case SYS_mremap: case SYS_madvise: case SYS_rt_sigaction: case SYS_rt_sigprocmask:
	case SYS_rt_sigreturn: case SYS_rt_sigsuspend: case SYS_sigaltstack: case SYS_arch_prctl: case SYS_prlimit64:
	case SYS_set_robust_list: case SYS_rseq: case SYS_getrandom: case SYS_futex: case SYS_pipe: case SYS_pipe2:
	case SYS_uname: case SYS_getcwd: case SYS_nanosleep: case SYS_clock_nanosleep: case SYS_clock_gettime:
	case SYS_sysinfo: case SYS_getgroups: case SYS_kill: case SYS_prctl:
		return 0;
	case SYS_read: case SYS_write: case SYS_pread64: case SYS_pwrite64: case SYS_readv: case SYS_writev:
	case SYS_close: case SYS_fstat: case SYS_lseek: case SYS_ioctl: case SYS_fcntl: case SYS_getdents64:
	case SYS_fchdir: case SYS_ftruncate: case SYS_fadvise64:
		return fd_may_be_its(pid, args[0]);
	case SYS_mmap:
		return (int)args[4] >= 0 && fd_may_be_its(pid, args[4]);
	case SYS_open: case SYS_stat: case SYS_lstat: case SYS_access: case SYS_readlink: case SYS_chdir:
		return path_may_be_its(pid, AT_FDCWD, args[0]);
	case SYS_openat: case SYS_newfstatat: case SYS_faccessat: case SYS_faccessat2: case SYS_readlinkat: case SYS_statx:
		return path_may_be_its(pid, args[0], args[1]);
	}
	return 1;
}
