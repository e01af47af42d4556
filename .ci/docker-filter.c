// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
/*
 * Writes to stdout a seccomp filter, for bwrap --seccomp. It forbids what Docker's default profile
 * forbids to a container without CAP_SYS_ADMIN and the like: EPERM, and ENOSYS for clone3, whose flags a
 * filter cannot see. What matters here is told by scripts/lib/way-in.sh and .ci/container.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/syscall.h>

#ifdef __x86_64__
#define THIS_ARCH AUDIT_ARCH_X86_64
#else
#define THIS_ARCH AUDIT_ARCH_AARCH64
#endif

#define NAMESPACES                                                                                 \
	(CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |             \
	 CLONE_NEWPID | CLONE_NEWNET)

static const int forbidden[] = {
	SYS_mount, SYS_umount2, SYS_pivot_root, SYS_unshare, SYS_setns,
	SYS_open_tree, SYS_move_mount, SYS_fsopen, SYS_fsconfig, SYS_fsmount, SYS_fspick,
	SYS_mount_setattr, SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_io_uring_setup,
	SYS_add_key, SYS_keyctl, SYS_request_key,
	SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load,
};

static void put(unsigned short code, unsigned char yes, unsigned char no, unsigned int k)
{
	const struct sock_filter instruction = { code, yes, no, k };

	fwrite(&instruction, sizeof(instruction), 1, stdout);
}

static void load(size_t offset)
{
	put(BPF_LD | BPF_W | BPF_ABS, 0, 0, (unsigned int)offset);
}

static void returns(unsigned int what)
{
	put(BPF_RET | BPF_K, 0, 0, what);
}

int main(void)
{
	load(offsetof(struct seccomp_data, arch));
	put(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, THIS_ARCH);
	returns(SECCOMP_RET_ERRNO | EPERM);
	load(offsetof(struct seccomp_data, nr));
	for (size_t i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++) {
		put(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, (unsigned int)forbidden[i]);
		returns(SECCOMP_RET_ERRNO | EPERM);
	}
	put(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, SYS_clone3);
	returns(SECCOMP_RET_ERRNO | ENOSYS);
	put(BPF_JMP | BPF_JEQ | BPF_K, 0, 3, SYS_clone);
	load(offsetof(struct seccomp_data, args[0]));
	put(BPF_JMP | BPF_JSET | BPF_K, 0, 1, NAMESPACES);
	returns(SECCOMP_RET_ERRNO | EPERM);
	returns(SECCOMP_RET_ALLOW);
	return fflush(stdout) ? 1 : 0;
}
