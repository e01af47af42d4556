# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# After log.awk: judges what was built. Prints the first lines of the verdict (NAME STEP STATUS TEXT, with
# TABs) to `verdict`, details of a line to `log`/NAME.STEP, and on stdout, for each module that can be
# loaded, its name, TAB, its path, TAB, the modules that it depends on.
# Reads also: `release`; in `headers` the kernel's Module.symvers and .config; in `module_lists` modules.order and
# modules.builtin; in `why_missing` what is known of symbols that modpost has missed: a symbol, TAB, a text; in
# `renamed` what old Rust modules call otherwise than this kernel: a regular expression, TAB, an advice.

# read_names LIST WHAT: of the kernel's own modules; a list names their files.
function read_names(list, what, row) {
	while ((getline row < list) > 0) {
		sub(/\.k?o$/, "", row)
		kernels[name_of(row)] = what
	}
}

BEGIN {
	read_names(module_lists "/modules.order", "a module")
	read_names(module_lists "/modules.builtin", "something built in")
	while ((getline row < renamed) > 0)
		if (row !~ /^#/ && (i = index(row, "\t"))) {
			pattern[++patterns] = substr(row, 1, i - 1)
			advice[patterns] = substr(row, i + 1)
			sub(/^\t+/, "", advice[patterns])
		}
	while ((getline row < why_missing) > 0)
		why[substr(row, 1, index(row, "\t") - 1)] = substr(row, index(row, "\t") + 1)
	while ((getline row < (headers "/.config")) > 0)
		if (i = index(row, "="))
			config[substr(row, 1, i - 1)] = substr(row, i + 1)
	while ((getline row < (headers "/Module.symvers")) > 0) {
		split(row, part, "\t")
		exported[part[2]] = part[4]
		holder[part[2]] = part[3]
	}
}

function line(m, step, state, text) {
	printf "%s\t%s\t%s\t%s\n", name[m], step, state, text >> verdict
}

function plural(n, word) {
	return n " " word (n == 1 ? "" : "s")
}

# echo_of_module TEXT: when module!{} has an error, each use of pr_info!() and #[vtable] is one, too.
function echo_of_module(text) {
	return text ~ /`__LOG_PREFIX`|`LocalModule`/
}

# detail TEXT FILE: at most 12 lines of a message, and what to write instead.
function detail(text, to, i, n, row) {
	gsub(/\/[^ ]*\/rust-metadata\.partial\//, "", text)
	n = split(text, row, "\n")
	for (i = 1; i <= n && i <= 12; i++)
		print row[i] > to
	for (i = 1; i <= patterns; i++)
		if (text ~ pattern[i] && !((to, i) in told)) {
			told[to, i]
			print "  now: " advice[i] value_here(advice[i]) > to
		}
}

# value_here TEXT: the value that the CONFIG symbol in it has in this kernel.
function value_here(text, symbol) {
	if (!match(text, /CONFIG_[A-Z0-9_]+/))
		return ""
	symbol = substr(text, RSTART, RLENGTH)
	return symbol in config ? "; this kernel has " symbol "=" config[symbol] : "; in this kernel it is not set"
}

# objects_of M: sets object_list[1..], with what is made of them; returns how many.
function objects_of(m, n, i, all, count) {
	split("", listed)
	n = split(objects[m] " " stem[m] ".o " stem[m] ".mod.o " stem[m] ".ko " name[m] ".ko", all, " ")
	for (i = 1; i <= n; i++)
		if (!(all[i] in listed)) {
			listed[all[i]]
			object_list[++count] = source[m] SUBSEP all[i]
		}
	return count
}

# distinct M KIND: collects the messages of all of M's objects in message[1..]; returns how many.
function distinct(m, kind, i, j, n, all, o, real) {
	all = real = 0
	split("", met)
	n = objects_of(m)
	for (i = 1; i <= n; i++) {
		o = object_list[i]
		for (j = 1; j <= (kind == "error" ? errors[o] : warnings[o]); j++) {
			text = kind == "error" ? error[o, j] : warning[o, j]
			if (text in met)
				continue
			met[text]
			message[++all] = text
			real += !echo_of_module(text)
		}
	}
	if (real && real < all)
		for (i = j = 1; i <= all; i++)
			if (!echo_of_module(message[i]))
				message[j++] = message[i]
	return real ? real : all
}

function judge_built(m, n, i, to, text, t) {
	to = log_folder "/" name[m] ".built"
	if (name[m] in kernels)
		line(m, "built", "warn", "this kernel has " kernels[name[m]] " of that name")
	if (source[m] ~ /\.ko$/) {
		line(m, "built", "skip", "it is built already")
		return
	}
	if (!(m in built)) {
		n = distinct(m, "error")
		for (i = 1; i <= n && i <= 5; i++)
			detail(message[i], to)
		if (!n)
			for (i = objects_of(m); i; i--)
				printf "%s", said[object_list[i]] > to
		line(m, "built", "fail", n ? plural(n, "error") (n > 5 ? ", the first five" : "") : "no .ko was made")
		return
	}
	if (status[source[m]] != "") {
		line(m, "built", "fail", "BUILD ended with status " status[source[m]])
		return
	}
	n = distinct(m, "warning")
	for (i = 1; i <= n && i <= 5; i++)
		detail(message[i], to)
	if (!n) {
		line(m, "built", "ok", "no warning")
		return
	}
	text = ""
	split("rustc cc objtool modpost", tools, " ")
	for (t = 1; t <= 4; t++)
		if (i = made_by(m, tools[t]))
			text = text (text == "" ? "" : ", ") i " by " tools[t]
	line(m, "built", "warn", plural(n, "warning") ": " text)
}

function made_by(m, tool, i, sum) {
	sum = 0
	for (i = objects_of(m); i; i--)
		sum += by[object_list[i], tool]
	return sum
}

function judge_symbols(m, n, i, lost, gpl, all, text) {
	lost = missing[source[m], name[m]]
	if (source[m] ~ /\.ko$/) {
		n = split(undefined[m], all, " ")
		for (i = 1; i <= n; i++)
			if (!(all[i] in exported))
				lost = lost " " all[i]
	}
	if (refusal[source[m], name[m], "gpl"] != "")
		line(m, "symbols", "fail", "GPL-only, and the licence is not GPL:" refusal[source[m], name[m], "gpl"])
	else if ((text = refusal[source[m], name[m], "namespace"]) != "") {
		gsub(/.* '?/, "", text)
		line(m, "symbols", "fail", "one is in the namespace " text ": write MODULE_IMPORT_NS(\"" text "\"), or in module!  imports_ns: [\"" text "\"]")
	} else if (lost != "") {
		n = split(lost, all, " ")
		for (i = 1; i <= n; i++)
			if (all[i] in why)
				all[i] = all[i] " (" why[all[i]] ")"
		lost = ""
		for (i = 1; i <= n; i++)
			lost = lost (i > 1 ? ", " : " ") all[i]
		line(m, "symbols", "fail", "not exported by this kernel:" lost)
		lacking[m]
	} else if (m in built) {
		n = split(undefined[m], all, " ")
		for (i = gpl = 0; i <= n; i++)
			gpl += exported[all[i]] ~ /_GPL/
		line(m, "symbols", "ok", plural(n, "symbol") ", " gpl " of them GPL-only" (info[m, "depends"] == "" ? "" : "; it depends on " info[m, "depends"]))
	}
}

function judge_vermagic(m, first) {
	if (!(m in built))
		return
	first = info[m, "vermagic"]
	sub(/ .*/, "", first)
	line(m, "vermagic", first == release ? "ok" : "fail", first == release ? first : "built for " first ", and the kernel is " release)
	if (first != release)
		lacking[m]
}

function judge_licence(m, licence) {
	licence = info[m, "license"]
	if (refusal[source[m], name[m], "licence"] != "")
		line(m, "licence", "fail", "none: MODULE_LICENSE(\"GPL\") or, in module!, license: \"GPL\" is missing")
	else if (m in built)
		line(m, "licence", licence ~ /GPL/ ? "ok" : "warn", licence ~ /GPL/ ? licence : licence ": it can use no GPL-only symbol, so nothing of the kernel crate; the kernel is tainted when it is loaded")
}

# load M: prints M after those that it depends on.
function load(m, i, n, part) {
	if (m in loaded)
		return
	loaded[m]
	n = split(info[m, "depends"], part, ",")
	for (i = 1; i <= n; i++)
		if (part[i] in of_name)
			load(of_name[part[i]])
	if (m in lacking)
		line(m, "loaded", "skip", "the kernel would refuse it")
	else
		printf "%s\t%s\t%s\n", name[m], source[m] ~ /\.ko$/ ? source[m] : source[m] "/" stem[m] ".ko", info[m, "depends"]
}

END {
	end_of_block()
	for (m = 1; m <= modules; m++) {
		judge_built(m)
		judge_symbols(m)
		judge_vermagic(m)
		judge_licence(m)
		if (m in built)
			of_name[name[m]] = m
	}
	for (m = 1; m <= modules; m++)
		if (m in built)
			load(m)
}
