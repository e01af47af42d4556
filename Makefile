# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# The first pass: the targets that a person types. It calls the kernel's build system, which reads
# Kbuild in the second pass.

# A word for the shell.
quote = '$(subst ','\'',$(1))'

# Variables count on make's command line. Of the environment only those count that
# scripts/lib/environment lists: M, T, V or ARCH there may be meant for anything.
names := $(foreach name,$(.VARIABLES),$(if $(findstring environment,$(origin $(name))),$(call quote,$(name))))
names := $(filter-out MAKE% MFLAGS,$(shell unset GREP_OPTIONS; printf '%s\n' $(names) | grep -vxEf scripts/lib/environment))
$(foreach name,$(names),$(eval override undefine $(name)))

# Nor do those in an exported MAKEFLAGS, which make itself takes for its command line.
ifeq ($(MAKELEVEL),0)
exported := $(shell tr '\0' '\n' </proc/$$PPID/environ | sed -n 's/^G*N*U*MAKEFLAGS=//p')
exported := $(filter $(exported),$(MAKEOVERRIDES))
$(foreach name,$(exported),$(eval override undefine $(firstword $(subst =, ,$(name)))))
ifneq ($(exported),)
MAKEOVERRIDES := $(filter-out $(exported),$(MAKEOVERRIDES))
endif
endif

# The kernel to build for: by default the running one, with the compiler that built it.
KDIR ?= /lib/modules/$(shell uname -r)/build
RUSTC ?= rustc
LLVM ?= $(if $(shell grep -s '^CONFIG_CC_IS_CLANG=y' $(KDIR)/.config),1)

# The guest's kernel: Debian's of this suite and flavour (stock), or one with debugging (debug).
SUITE ?= trixie
FLAVOUR ?= amd64
KERNEL ?= stock
export SUITE FLAVOUR KERNEL

# One line that says why no module can be built for this kernel, with the remedy; else empty.
unfit = $(shell RUSTC=$(call quote,$(RUSTC)) scripts/check-kdir $(call quote,$(KDIR)) 2>&1)
kbuild = $(MAKE) -C $(KDIR) M=$(CURDIR) RUSTC=$(RUSTC) $(if $(MO),MO=$(MO)) $(if $(LLVM),LLVM=$(LLVM))

# Kbuild runs depmod itself, but not without a System.map, which Debian's headers lack.
depmod = depmod -a $(if $(INSTALL_MOD_PATH),-b $(INSTALL_MOD_PATH)) $(shell cat $(KDIR)/include/config/kernel.release)

##@ On your own machine (the other targets need none of these):
.PHONY: modules modules_install clean
modules: ## build the module for the running kernel, or for KDIR=
	$(if $(unfit),$(error $(unfit)))
	$(kbuild) modules

modules_install: ## install it where modprobe finds it (as root, after make)
	$(if $(wildcard $(or $(MO),.)/*.ko),,$(error There is no module to install. Build it first: make))
	$(kbuild) CONFIG_MODULE_SIG_ALL= modules_install
	$(if $(wildcard $(KDIR)/System.map),,$(depmod))

clean: ## remove what make built in this folder
	@scripts/clean

##@ In a guest (a QEMU virtual machine with a stock kernel; SUITE=, FLAVOUR=, KERNEL=debug, ACCEL=):
.PHONY: shell test test-long test-debug
shell: ## an interactive shell in a guest, with the module at hand
	@scripts/shell

test: ## run the tests, all of them or T=<topic or test name>
	@scripts/test $(T)

test-long: ## run those that take minutes, all of them or T=
	@scripts/test --long $(T)

test-debug: ## run all tests that need the debug kernel, make test on it too, or T=
	@scripts/test-debug $(T)

##@ For the rest:
.PHONY: check doctor distclean help
check: ## formatting, warnings, lints, and proofs that need no run
	@scripts/check

doctor: ## what is there, what is missing, and what to do about it
	@scripts/doctor

distclean: ## clean, and remove the cache (sysroot, Rust metadata, everything built)
	@scripts/clean --all

help: ## this list
	@awk -F ':.*## ' '/^##@/ { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z_-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# What only one repository needs is in a file of its own: NAME.mk.
include $(wildcard *.mk)
