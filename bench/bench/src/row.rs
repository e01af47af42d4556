// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! One line of the results.

/// How many readers and writers ran at the same time.
#[derive(Clone, Copy)]
pub struct Workload {
    pub readers: usize,
    pub writers: usize,
}

/// One result. A field that does not apply to it is `None`.
pub struct Row<'a> {
    pub target: &'a str,
    pub op: &'a str,
    pub size: Option<usize>,
    pub workload: Option<Workload>,
    pub unit: &'a str,
    pub value: f64,
    pub ratio_to_twin: f64,
}

impl Row<'_> {
    pub fn print(&self) {
        let number = |number: Option<usize>| number.map_or(String::new(), |n| n.to_string());
        println!(
            "{},{},{},{},{},{},{},{:.4}",
            self.target,
            self.op,
            number(self.size),
            number(self.workload.map(|workload| workload.readers)),
            number(self.workload.map(|workload| workload.writers)),
            self.unit,
            match self.unit {
                "seconds" => format!("{:.6}", self.value),
                "instructions" => format!("{:.1}", self.value),
                _ => format!("{:.0}", self.value),
            },
            self.ratio_to_twin
        );
    }
}

/// Returns the median: the middle value, or the mean of the two in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let upper = values.get(values.len() / 2).copied();
    let lower = values.get(values.len().saturating_sub(1) / 2).copied();
    match (lower, upper) {
        (Some(lower), Some(upper)) => (lower + upper) / 2.0,
        _ => f64::NAN,
    }
}
