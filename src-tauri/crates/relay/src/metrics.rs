//! The relay's numbers, as Prometheus reads them. They name nobody.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

/// The upper bounds of the histogram, in microseconds.
const BOUNDS: [u64; 10] = [500, 1_000, 2_000, 5_000, 10_000, 25_000, 50_000, 100_000, 500_000, 5_000_000];

/// How long things took.
#[derive(Debug, Default)]
pub struct Histogram {
    buckets: [AtomicU64; BOUNDS.len()],
    count: AtomicU64,
    micros: AtomicU64,
}

impl Histogram {
    /// Counts one.
    pub fn observe(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        if let Some(bucket) =
            BOUNDS.iter().position(|bound| micros <= *bound).and_then(|at| self.buckets.get(at))
        {
            bucket.fetch_add(1, Ordering::Relaxed);
        }
        self.count.fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    fn write(&self, text: &mut String, name: &str, help: &str) {
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} histogram");
        let mut below = 0;
        for (bound, bucket) in BOUNDS.iter().zip(&self.buckets) {
            below += bucket.load(Ordering::Relaxed);
            let whole = bound / 1_000_000;
            let _ = writeln!(text, "{name}_bucket{{le=\"{whole}.{:06}\"}} {below}", bound % 1_000_000);
        }
        let (count, micros) = (self.count.load(Ordering::Relaxed), self.micros.load(Ordering::Relaxed));
        let _ = writeln!(text, "{name}_bucket{{le=\"+Inf\"}} {count}");
        let _ = writeln!(
            text,
            "{name}_sum {}.{:06}\n{name}_count {count}",
            micros / 1_000_000,
            micros % 1_000_000
        );
    }
}

macro_rules! metrics {
    ($($(#[doc = $help:literal])+ $field:ident $kind:ident $name:literal,)*) => {
        /// The numbers.
        #[derive(Debug, Default)]
        pub struct Metrics {
            $($(#[doc = $help])+ pub $field: metrics!(@type $kind),)*
            /// From the first byte of a delivery to its answer.
            pub answered: Histogram,
        }

        impl Metrics {
            /// All of them, as Prometheus reads them.
            #[must_use]
            pub fn text(&self) -> String {
                let mut text = String::new();
                $(
                    let _ = writeln!(
                        text,
                        "# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3}",
                        $name,
                        concat!($($help),+).trim(),
                        stringify!($kind),
                        self.$field.load(Ordering::Relaxed),
                    );
                )*
                self.answered.write(
                    &mut text,
                    "handrail_relay_delivery_seconds",
                    "From the first byte of a delivery to its answer.",
                );
                text
            }
        }
    };
    (@type counter) => { AtomicU64 };
    (@type gauge) => { AtomicI64 };
}

metrics! {
    /// Deliveries stored.
    stored counter "handrail_relay_deliveries_stored_total",
    /// Deliveries that were stored before.
    known counter "handrail_relay_deliveries_known_total",
    /// Deliveries of accounts that nobody follows.
    dropped counter "handrail_relay_deliveries_dropped_total",
    /// Deliveries refused for a missing or wrong signature.
    refused_unsigned counter "handrail_relay_deliveries_unsigned_total",
    /// Of these, deliveries signed with another secret: Meta's while a secret of the settings is wrong, else forged.
    refused_forged counter "handrail_relay_deliveries_other_secret_total",
    /// Requests to the callback address that were refused for any reason but a full house or a failing log.
    refused_unread counter "handrail_relay_deliveries_refused_total",
    /// Deliveries answered 503 because too many came at once.
    refused_busy counter "handrail_relay_deliveries_busy_total",
    /// Deliveries answered 503 because they could not be stored.
    refused_unstored counter "handrail_relay_deliveries_unstored_total",
    /// Events stored.
    events counter "handrail_relay_events_total",
    /// Events of accounts that nobody follows.
    events_dropped counter "handrail_relay_events_dropped_total",
    /// Test deliveries from the dashboard.
    tests counter "handrail_relay_tests_total",
    /// Genuine deliveries of an unknown form, kept whole.
    opaque counter "handrail_relay_opaque_total",
    /// Laptops that are connected to the stream.
    streams gauge "handrail_relay_streams",
    /// Deliveries streamed to laptops.
    streamed counter "handrail_relay_streamed_total",
    /// Gaps told to laptops that were away for too long.
    gaps counter "handrail_relay_gaps_total",
    /// Logins finished.
    logins counter "handrail_relay_logins_total",
    /// Connections open.
    connections gauge "handrail_relay_connections",
}

impl Metrics {
    /// Counts some.
    pub fn add(counter: &AtomicU64, many: u64) {
        counter.fetch_add(many, Ordering::Relaxed);
    }

    /// Counts one; whether it is worth a line in the log: the first is, and then ever fewer, so that nobody fills a disk
    /// with them.
    pub fn add_and_tell(counter: &AtomicU64) -> bool {
        counter.fetch_add(1, Ordering::Relaxed).wrapping_add(1).is_power_of_two()
    }

    /// Counts one in, and out again when what is given back is dropped.
    #[must_use]
    pub fn during(gauge: &AtomicI64) -> impl Drop + use<'_> {
        struct Out<'a>(&'a AtomicI64);
        impl Drop for Out<'_> {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::Relaxed);
            }
        }
        gauge.fetch_add(1, Ordering::Relaxed);
        Out(gauge)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Metrics;

    #[test]
    fn what_comes_often_is_told_ever_more_rarely() {
        let metrics = Metrics::default();
        let told: Vec<u64> = (1..=100).filter(|_| Metrics::add_and_tell(&metrics.refused_forged)).collect();
        assert_eq!(told, [1, 2, 4, 8, 16, 32, 64]);
    }

    #[test]
    fn the_text_is_what_prometheus_reads() {
        let metrics = Metrics::default();
        Metrics::add(&metrics.stored, 3);
        metrics.answered.observe(Duration::from_micros(900));
        metrics.answered.observe(Duration::from_secs(60));
        let text = metrics.text();
        assert!(text.contains("# TYPE handrail_relay_deliveries_stored_total counter\nhandrail_relay_deliveries_stored_total 3\n"));
        assert!(text.contains("handrail_relay_delivery_seconds_bucket{le=\"0.000500\"} 0\n"));
        assert!(text.contains("handrail_relay_delivery_seconds_bucket{le=\"0.001000\"} 1\n"));
        assert!(text.contains("handrail_relay_delivery_seconds_bucket{le=\"+Inf\"} 2\n"));
        assert!(text.contains("handrail_relay_delivery_seconds_sum 60.000900\n"));
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            assert!(line.split_once(' ').is_some_and(|(_, value)| value.parse::<f64>().is_ok()), "{line}");
        }
    }

    #[test]
    fn a_gauge_goes_down_again() {
        let metrics = Metrics::default();
        {
            let _one = Metrics::during(&metrics.streams);
            assert!(metrics.text().contains("handrail_relay_streams 1\n"));
        }
        assert!(metrics.text().contains("handrail_relay_streams 0\n"));
    }
}
