# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# The targets that only this repository has; Makefile includes this file.

##@ In this repository only:
.PHONY: demo test-mutants bench
demo: ## show the module at work, in a guest
	$(run) scripts/shell tests/device/demo-session

test-mutants: ## break the module on purpose and see whether the tests notice, or T=<mutant>
	$(run) tests/mutants/run $(T)

bench: ## measure it beside the same device in C, minutes: a table, bench/results.csv and .svg
	$(run) bench/run
