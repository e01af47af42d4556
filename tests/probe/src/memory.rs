// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! `memory`: whether the kernel uses more memory after a command than before.

use crate::{number, word, Failure, Outcome};
use std::collections::BTreeMap;
use std::fs::{read_dir, read_to_string, File};
use std::io::Write;
use std::process::Command;
use std::time::Duration;

pub const HELP: &str = "LIMIT COMMAND ARGUMENT...
      runs COMMAND, and fails if it leaves LIMIT more objects in one of the caches that a module and
      its device allocate from, or LIMIT more pages that were allocated without a cache";

/// How often memory is counted, and the time between: RCU frees some memory up to 5 s later.
const LOOKS: u32 = 4;
const PAUSE: Duration = Duration::from_millis(2000);

/// The caches in which a debug kernel records what is allocated. They are not the module's memory,
/// and grow with each thread that waits.
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

/// The number of objects by the name of their cache, and of pages by a name that ends in a colon.
type Usage = BTreeMap<String, u64>;

fn grown(before: &Usage, after: &Usage, limit: u64) -> Vec<String> {
    let lines = after.iter().filter_map(|(name, now)| {
        let then = before.get(name).copied().unwrap_or(0);
        (now.saturating_sub(then) >= limit).then(|| format!("{name} {then} -> {now}"))
    });
    lines.collect()
}

/// The files in sysfs that make each cache free the objects it keeps in reserve. They stay open,
/// because an open file is an object too.
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

    /// Each CPU keeps free objects that count as used, and KASAN keeps those that were freed last.
    /// They are kept in a struct slab_sheaf, which is an object of a kmalloc cache itself; that cache
    /// may have been shrunk before the sheaf is freed, so all are shrunk twice.
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
        let page = rustix::param::page_size() as u64 / 1024;
        for line in read_to_string("/proc/meminfo")?.lines() {
            let pages = |kb: &str| value(kb).map(|kb| kb / page);
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
