# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# complaint.sh: tells which lines of the kernel's log say that something is wrong. Sourced by module.sh, and
# in the guest of scripts/try.

# is_complaint LINE: the kernel logs such a line only when something is wrong. Most reports begin with
# BUG or WARNING and need no pattern of their own: of lockdep, DEBUG_ATOMIC_SLEEP, ODEBUG, SLUB, soft
# lockups. What kmemleak finds is not in the log.
is_complaint() {
	case $1 in
	*[!E]BUG* | BUG* | *WARNING* | *Oops* | *'general protection'* | *'nable to handle'*) ;;
	*'possible circular'* | *'possible recursive locking'* | *'inconsistent lock state'*) ;;
	*'suspicious RCU'* | *rcu:* | *'sleeping function'* | *'scheduling while atomic'*) ;;
	*'lock held'* | *'held lock freed'* | *'Invalid wait context'* | *'bad unlock balance'*) ;;
	*'INFO: task'* | *'INFO: trying to register'* | *LOCKUP* | *'clocksource: timekeeping watchdog'*) ;;
	*KASAN* | *UBSAN* | *KFENCE* | *refcount_t*) ;;
	*'corruption'* | *'page allocation failure'* | *'Out of memory'* | *'Memory exposure'* | *usercopy:*) ;;
	*kobject*'tried to init'* | *'Kernel panic'* | *'panicked at'* | *'Call '[Tt]race*) ;;
	*'kmemleak: Cannot allocate a scan area'*) ;;
	*) false ;;
	esac
}
