# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# The first pass: the targets that a person types. It calls the kernel's build system, which reads
# Kbuild in the second pass.

# Nothing in an exported MAKEFLAGS counts. make has taken it for a part of its command line, so it is called
# again with the real one. -C is left out, because this is that folder already.
exported := $(if $(filter 0,$(MAKELEVEL)),$(shell tr '\0' '\n' </proc/$$PPID/environ | sed -n 's/^G*N*U*MAKEFLAGS=//p'))
ifneq ($(exported),)
MAKEFLAGS += --silent
.PHONY: again $(MAKECMDGOALS)
$(or $(MAKECMDGOALS),modules): again
again:
	+@exec 3<&0; sed -zE '/^(-[a-z]*C|--directory)$$/ { N; d }; /^(-C|--directory=)./d' /proc/$$PPID/cmdline | \
		xargs -0 env -u MAKEFLAGS -u GNUMAKEFLAGS -u MFLAGS -u MAKELEVEL sh -c 'exec "$$@" <&3' -
else

# A word for the shell.
quote = '$(subst ','\'',$(1))'

# Variables count on make's command line. Of the environment only those count that
# scripts/lib/environment lists: M, T, V or ARCH there may be meant for anything.
names := $(foreach name,$(.VARIABLES),$(if $(findstring environment,$(origin $(name))),$(call quote,$(name))))
names := $(filter-out MAKE% MFLAGS,$(shell unset GREP_OPTIONS; printf '%s\n' $(names) | grep -vxEf scripts/lib/environment))
$(foreach name,$(names),$(eval override undefine $(name)))

# The kernel to build for: by default the running one, with the compiler that built it. dkms and older
# packages name its release instead.
given = $(filter command%,$(origin $1))
KDIR ?= /lib/modules/$(if $(call given,KERNELRELEASE),$(KERNELRELEASE),$(shell uname -r))/build
RUSTC ?= rustc
LLVM ?= $(if $(shell grep -s '^CONFIG_CC_IS_CLANG=y' $(call quote,$(KDIR)/.config)),1)

# The guest's kernel: Debian's of this suite and flavour (stock), or one with debugging (debug).
# scripts/lib/common.sh and arch.sh have their defaults.
export SUITE FLAVOUR ABI KERNEL

# One line that says why no module can be built for this kernel, with the remedy; else empty.
named = $(filter-out file,$(origin KDIR))$(call given,KERNELRELEASE)
unfit = $(shell RUSTC=$(call quote,$(RUSTC)) scripts/check-kdir --out $(call quote,$(or $(MO),.)) \
	$(if $(LLVM),--llvm $(call quote,$(LLVM))) $(if $(call given,CC),--cc $(call quote,$(CC))) \
	$(if $(named),$(call quote,$(KDIR))) 2>&1)

# Without a vmlinux among the headers (Ubuntu's) the module gets no BTF, and Kbuild would warn each time.
kbuild = $(MAKE) -C $(KDIR) M=$(CURDIR) RUSTC=$(RUSTC) $(if $(MO),MO=$(MO)) $(if $(LLVM),LLVM=$(LLVM)) \
	$(if $(wildcard $(KDIR)/vmlinux),,CONFIG_DEBUG_INFO_BTF_MODULES=)

# The folder that modules_install writes to, and whether this user cannot.
release = $(shell cat $(KDIR)/include/config/kernel.release)
modlib = $(INSTALL_MOD_PATH)/lib/modules/$(release)
closed = $(shell mkdir -p $(call quote,$(modlib)) 2>/dev/null && test -w $(call quote,$(modlib)) || echo yes)

# Kbuild runs depmod itself, but not without a System.map, which Debian's headers lack.
own_depmod = $(if $(wildcard $(KDIR)/System.map),,yes)
depmod = depmod -a $(if $(INSTALL_MOD_PATH),-b $(INSTALL_MOD_PATH)) $(release)

# A kernel may sign all modules, but only the person who built the kernel has the key. sign-file reads the
# certificate as well.
config = $(if $(call given,CONFIG_$1),$(CONFIG_$1),$(shell sed -n 's/^CONFIG_$1="*\([^"]*\)"*/\1/p' $(KDIR)/.config))
key = $(call config,MODULE_SIG_KEY)
key_here = $(and $(wildcard $(KDIR)/certs/signing_key.x509),$(filter pkcs11:%,$(key))$(wildcard $(filter /%,$(key)) $(KDIR)/$(key)))
unsigned = $(and $(call config,MODULE_SIG_ALL),$(if $(key_here),,yes))

# What scripts/try takes of make's command line.
try_settings = $(foreach name,PARAMS RUN BUILD TIMES TIMEOUT QEMU MEMORY CPUS SWEEP KTAP KERNELS \
	KCFLAGS KRUSTFLAGS KAFLAGS W $(filter CONFIG_%,$(.VARIABLES)),$(if $(call given,$(name)),$(name)))
try_arguments = $(foreach name,$(try_settings),$(call quote,$(name)=$($(name)))) $(call quote,$(M))

##@ On your own machine (only these need its kernel headers and rustc):
.PHONY: modules modules_install clean
modules: ## build the module for the running kernel, or for KDIR=
	$(if $(unfit),$(error $(unfit)))
	$(kbuild) modules

# depmod is in /sbin, which is not in the PATH of an ordinary user.
modules_install: export PATH := $(PATH):/usr/sbin:/sbin
modules_install: ## install it where modprobe finds it (as root, after make)
	$(if $(wildcard $(or $(MO),.)/*.ko),,$(error There is no module to install. Build it first: make))
	$(if $(closed),$(error You cannot write to $(modlib). Install as root: sudo make modules_install))
	$(if $(unsigned),$(info The module is not signed: the config of this kernel signs all modules, and its key is not in $(KDIR)))
	$(kbuild) $(if $(unsigned),CONFIG_MODULE_SIG_ALL=) $(if $(own_depmod),cmd_depmod=) modules_install
	$(if $(own_depmod),$(depmod))

clean: ## remove what make built in this folder
	@scripts/clean

##@ In a guest (a QEMU virtual machine with a stock kernel; SUITE=, FLAVOUR=, ABI=, KERNEL=debug, ACCEL=):
.PHONY: try shell test test-long test-debug test-docs
try: ## build any module, load it in a guest, and print a verdict: M=../some-module (scripts/try --help)
	@scripts/try $(try_arguments)

shell: ## an interactive shell in a guest, with the module at hand, or with another one: M=../some-module
	@$(if $(M),scripts/try --shell $(try_arguments),scripts/shell)

test: ## run the tests, all of them or T=<topic or test name>
	@scripts/test $(T)

test-long: ## run the tests that take minutes, then test-docs; with T= only that
	@scripts/test --long $(T)
	$(if $(T),,@scripts/test-docs)

test-debug: ## run make test on the debug kernel, and the tests that need it; with T= only that
	@scripts/test-debug $(T)

test-docs: ## run what README and docs/ show and compare the output, or T=<document>
	@scripts/test-docs $(T)

##@ For the rest:
.PHONY: check dist doctor distclean help
check: ## formatting, warnings, lints, and proofs that need no run
	@scripts/check

dist: ## write a tarball of what git tracks: NAME-VERSION.tar.xz
	@scripts/dist

doctor: ## what is there, what is missing, and what to do about it
	@scripts/doctor $(if $(M),$(call quote,$(M)))

distclean: ## clean, and remove the cache (sysroot, Rust metadata, everything built)
	@scripts/clean --all

help: ## this list
	@awk -F ':.*## ' '/^##@/ { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z_-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# What only one repository needs is in a file of its own: NAME.mk.
include $(wildcard *.mk)

endif # of the call without MAKEFLAGS
