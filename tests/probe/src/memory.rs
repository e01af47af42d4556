// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! `memory`: whether what a command does makes the kernel's memory grow.

use crate::{number, word, Failure, Outcome};
use std::collections::BTreeMap;
use std::fs::{read_dir, read_to_string, File};
use std::io::Write;
use std::process::Command;
use std::time::Duration;

pub const HELP: &str = "LIMIT COMMAND ARGUMENT...
      runs COMMAND, and fails if after it a cache that a module and its device allocate from holds
      LIMIT objects more than before, or if there are LIMIT pages more of what is too large for one";

/// How often it is looked, and how long between: some memory is freed late, by RCU, up to 5 s.
const LOOKS: u32 = 4;
const PAUSE: Duration = Duration::from_millis(2000);

/// What a debug kernel writes down about all that is allocated. That is no memory of a module's,
/// and more and more of it comes with threads that wait.
const RECORDS: &[&str] = &[
    "kmemleak_object",
    "kmemleak_scan_area",
    "debug_objects_cache",
];

pub fn run(args: &[String]) -> Outcome {
    let limit: u64 = number(args, 0)?;
    let command = word(args, 1)?;
    let mut caches = Caches::open()?;
    let before = caches.usage()?;
    let status = Command::new(command)
        .args(args.iter().skip(2))
        .status()
        .map_err(|error| Failure::Usage(format!("{command}: {error}")))?;
    if !status.success() {
        return Err(Failure::Result(format!("{command}: {status}")));
    }
    let mut lines = grown(&before, &caches.usage()?, limit);
    for _ in 1..LOOKS {
        if lines.is_empty() {
            return Ok(());
        }
        std::thread::sleep(PAUSE);
        lines = grown(&before, &caches.usage()?, limit);
    }
    match lines.is_empty() {
        true => Ok(()),
        false => Err(Failure::Result(lines.join("\n"))),
    }
}

/// Objects by the name of their cache, and pages by a name that ends in a colon.
type Usage = BTreeMap<String, u64>;

fn grown(before: &Usage, after: &Usage, limit: u64) -> Vec<String> {
    let lines = after.iter().filter_map(|(name, now)| {
        let then = before.get(name).copied().unwrap_or(0);
        (now.saturating_sub(then) >= limit).then(|| format!("{name} {then} -> {now}"))
    });
    lines.collect()
}

/// The files that make each of the kernel's caches give back what it keeps. They stay open, because
/// what stands for an open file is an object too.
struct Caches(Vec<File>);

impl Caches {
    fn open() -> Result<Self, Failure> {
        let mut files = Vec::new();
        for cache in read_dir("/sys/kernel/slab")? {
            let path = cache?.path().join("shrink");
            files.push(File::options().write(true).open(path)?);
        }
        Ok(Caches(files))
    }

    /// Each CPU keeps free objects that count as used, and KASAN those that were freed last. What
    /// they are kept in (struct slab_sheaf) is an object of a kmalloc cache, which may have had its
    /// turn by the time it is freed.
    fn shrink(&mut self) -> Outcome {
        for _ in 0..2 {
            for file in &mut self.0 {
                file.write_all(b"1")?;
            }
        }
        Ok(())
    }

    fn usage(&mut self) -> Result<Usage, Failure> {
        self.shrink()?;
        let mut usage = Usage::new();
        let mut records = 0;
        for line in read_to_string("/proc/slabinfo")?.lines().skip(2) {
            let cache = Cache::parse(line)?;
            if RECORDS.contains(&cache.name) {
                records += cache.pages;
            }
            if cache.name.starts_with("kmalloc-") || cache.name == "kernfs_node_cache" {
                usage.insert(cache.name.to_string(), cache.objects);
            }
        }
        for line in read_to_string("/proc/meminfo")?.lines() {
            let pages = |kb: &str| value(kb).map(|kb| kb / 4);
            match line.split_whitespace().collect::<Vec<_>>().as_slice() {
                [name @ "SUnreclaim:", kb, _] => {
                    usage.insert(name.to_string(), pages(kb)?.saturating_sub(records));
                }
                [name @ "VmallocUsed:", kb, _] => {
                    usage.insert(name.to_string(), pages(kb)?);
                }
                _ => {}
            }
        }
        Ok(usage)
    }
}

/// A line of /proc/slabinfo.
struct Cache<'a> {
    name: &'a str,
    objects: u64,
    pages: u64,
}

impl<'a> Cache<'a> {
    fn parse(line: &'a str) -> Result<Self, Failure> {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [name, objects, _, _, _, pages, _, _, _, _, _, _, _, _, slabs, _] = fields.as_slice()
        else {
            return Err(Failure::Result(format!("/proc/slabinfo: {line}")));
        };
        Ok(Cache {
            name,
            objects: value(objects)?,
            pages: value(pages)? * value(slabs)?,
        })
    }
}

fn value(text: &str) -> Result<u64, Failure> {
    text.parse()
        .map_err(|_| Failure::Result(format!("not a number: {text}")))
}
