# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# Read by make after the kernel's own Makefile: the kernel crate and what it is made of,
# and nothing else. Its `prepare` target also builds objtool, resolve_btfids and every
# Rust object that goes into vmlinux, which takes half as long again.

PHONY += rust-metadata
rust-metadata: prepare0
	$(Q)$(MAKE) $(build)=rust rust/kernel.o
