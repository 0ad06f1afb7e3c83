//! The one connection that writes.

use std::sync::Arc;

use sqlx::{Connection, Row, SqliteConnection};
use tokio::sync::{mpsc, oneshot, watch};

use super::read::{signed, unsigned};
use super::room::Room;
use super::{Expect, LogError, NewRecord, Stored, failed};

/// So many jobs share one flush at most: keeps a transaction short.
const TOGETHER: usize = 512;
/// Rows of one statement. A fixed few sizes, so that the prepared statements are used again.
const ROWS: [usize; 3] = [32, 8, 1];
/// Trimmed bodies stay known as seen for two days: longer than Meta tries again (36 hours).
const REMEMBERED: u64 = 48 * 3600 * 1000;
/// Rows that one trim takes at most, so that deliveries never wait long for it.
const TRIMMED_AT_ONCE: i64 = 2000;

/// The write-ahead log is folded into the file after about so many bytes.
const FOLDED_AT: usize = 16 << 20;
/// What a transaction adds to it besides bodies, about.
const OVERHEAD: usize = 16 << 10;

type Answer<T> = oneshot::Sender<Result<T, LogError>>;

/// What the writer is asked to do.
pub(super) enum Job {
    Append(NewRecord, Answer<Stored>),
    Trim { through: u64, older_than: u64, now: u64, answer: Answer<bool> },
    Write { key: String, value: Vec<u8>, expect: Expect, answer: Answer<u64> },
    Remove { keys: Vec<String>, answer: Answer<()> },
    Probe { answer: Answer<()> },
    Close { answer: oneshot::Sender<()> },
}

/// What is answered once the transaction is on disk.
enum Done {
    Append(Answer<Stored>, Result<Stored, LogError>),
    Nothing(Answer<()>, Result<(), LogError>),
    Trimmed(Answer<bool>, bool),
    Written(Answer<u64>, Result<u64, LogError>),
}

pub(super) struct Writer {
    pub(super) connection: SqliteConnection,
    pub(super) arrived: watch::Sender<u64>,
    pub(super) changed: watch::Sender<u64>,
    pub(super) room: Room,
    /// Bytes written since the last checkpoint, about.
    pub(super) unfolded: usize,
    /// Given back when the file is closed.
    pub(super) lock: Arc<std::fs::File>,
}

impl Writer {
    /// Works until it is told to close, or nobody can ask any more.
    pub(super) async fn run(mut self, mut waiting: mpsc::Receiver<Job>) {
        let mut jobs = Vec::with_capacity(TOGETHER);
        let mut closed = None;
        while closed.is_none() && waiting.recv_many(&mut jobs, TOGETHER).await > 0 {
            if let Some(at) = jobs.iter().position(|job| matches!(job, Job::Close { .. })) {
                waiting.close();
                if let Job::Close { answer } = jobs.remove(at) {
                    closed = Some(answer);
                }
                while let Ok(job) = waiting.try_recv() {
                    jobs.push(job);
                }
            }
            let had = jobs.len();
            if let Err(error) = self.carry_out(&mut jobs).await {
                tracing::error!(%error, jobs = had, "the log cannot be written");
                let _ = sqlx::query("ROLLBACK").execute(&mut self.connection).await;
            }
            // Whoever was not answered sees its channel close: not stored, as far as anyone knows.
            jobs.clear();
            self.checkpoint().await;
        }
        let _ = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut self.connection).await;
        let _ = self.connection.close().await;
        let _ = self.lock.unlock();
        if let Some(closed) = closed {
            let _ = closed.send(());
        }
    }

    async fn carry_out(&mut self, jobs: &mut Vec<Job>) -> Result<(), LogError> {
        sqlx::query("BEGIN IMMEDIATE").execute(&mut self.connection).await.map_err(failed)?;
        let mut done = Vec::with_capacity(jobs.len());
        let mut records = Vec::new();
        let mut changed = false;
        let takes_in = jobs.iter().any(|job| matches!(job, Job::Append(..) | Job::Probe { .. }));
        let is_full = takes_in && self.is_full().await?;
        for job in jobs.drain(..) {
            match job {
                Job::Append(_, answer) if is_full => done.push(Done::Append(answer, Err(LogError::Full))),
                Job::Append(record, answer) => {
                    self.unfolded += record.body.len();
                    records.push((record, answer));
                }
                Job::Trim { through, older_than, now, answer } => {
                    let more = self.trim(through, older_than, now).await?;
                    done.push(Done::Trimmed(answer, more));
                }
                Job::Write { key, value, expect, answer } => {
                    let result = self.write(&key, &value, expect).await;
                    if let Err(LogError::Failed(_)) = result {
                        result?;
                        continue;
                    }
                    changed |= result.is_ok();
                    done.push(Done::Written(answer, result));
                }
                Job::Remove { keys, answer } => {
                    for key in keys {
                        let gone = sqlx::query("DELETE FROM note WHERE key = ?").bind(key);
                        changed |=
                            gone.execute(&mut self.connection).await.map_err(failed)?.rows_affected() > 0;
                    }
                    done.push(Done::Nothing(answer, Ok(())));
                }
                // A second one: the first one is closing already.
                Job::Close { .. } => {}
                Job::Probe { answer } => {
                    let touch = sqlx::query("UPDATE counter SET probe = probe + 1");
                    touch.execute(&mut self.connection).await.map_err(failed)?;
                    done.push(Done::Nothing(answer, if is_full { Err(LogError::Full) } else { Ok(()) }));
                }
            }
        }
        let newest = self.append(records, &mut done).await?;
        self.unfolded += OVERHEAD;
        sqlx::query("COMMIT").execute(&mut self.connection).await.map_err(failed)?;
        if let Some(newest) = newest {
            self.arrived.send_replace(newest);
        }
        if changed {
            self.changed.send_modify(|count| *count += 1);
        }
        for one in done {
            // Nobody may be there to hear it any more; it is stored all the same.
            match one {
                Done::Append(answer, stored) => drop(answer.send(stored)),
                Done::Nothing(answer, result) => drop(answer.send(result)),
                Done::Trimmed(answer, more) => drop(answer.send(Ok(more))),
                Done::Written(answer, result) => drop(answer.send(result)),
            }
        }
        Ok(())
    }

    async fn append(
        &mut self,
        mut records: Vec<(NewRecord, Answer<Stored>)>,
        done: &mut Vec<Done>,
    ) -> Result<Option<u64>, LogError> {
        let mut newest = None;
        while !records.is_empty() {
            let many = ROWS.into_iter().find(|&many| many <= records.len()).unwrap_or(1);
            let chunk: Vec<_> = records.drain(..many).collect();
            let mut insert = sqlx::query(statement(many));
            for (record, _) in &chunk {
                insert = insert.bind(&record.digest.0[..]).bind(signed(record.at)).bind(&record.body);
            }
            let rows = insert.fetch_all(&mut self.connection).await.map_err(failed)?;
            let mut numbers = std::collections::HashMap::with_capacity(rows.len());
            for row in &rows {
                let seq = unsigned(row.try_get(0).map_err(failed)?);
                numbers.insert(row.try_get::<Vec<u8>, _>(1).map_err(failed)?, seq);
                newest = newest.max(Some(seq));
            }
            for (record, answer) in chunk {
                // The first of two equal bodies takes the number; it is no number for the second.
                let stored = numbers.remove(&record.digest.0[..]).map_or(Stored::Known, Stored::New);
                done.push(Done::Append(answer, Ok(stored)));
            }
        }
        Ok(newest)
    }

    async fn write(&mut self, key: &str, value: &[u8], expect: Expect) -> Result<u64, LogError> {
        let found: Option<i64> = sqlx::query_scalar("SELECT revision FROM note WHERE key = ?")
            .bind(key)
            .fetch_optional(&mut self.connection)
            .await
            .map_err(failed)?;
        let fits = match expect {
            Expect::Anything => true,
            Expect::Nothing => found.is_none(),
            Expect::Revision(revision) => found.map(unsigned) == Some(revision),
        };
        if !fits {
            return Err(LogError::Changed);
        }
        let revision: i64 =
            sqlx::query_scalar("UPDATE counter SET revision = revision + 1 RETURNING revision")
                .fetch_one(&mut self.connection)
                .await
                .map_err(failed)?;
        sqlx::query(
            "INSERT INTO note VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET value = ?2, revision = ?3",
        )
        .bind(key)
        .bind(value)
        .bind(revision)
        .execute(&mut self.connection)
        .await
        .map_err(failed)?;
        Ok(unsigned(revision))
    }

    async fn is_full(&mut self) -> Result<bool, LogError> {
        let mut pragma = async |name: &'static str| -> Result<u64, LogError> {
            let row = sqlx::query(name).fetch_one(&mut self.connection).await.map_err(failed)?;
            Ok(unsigned(row.try_get(0).map_err(failed)?))
        };
        let reusable = pragma("PRAGMA freelist_count").await? * pragma("PRAGMA page_size").await?;
        Ok(self.room.is_full(reusable))
    }

    async fn trim(&mut self, through: u64, older_than: u64, now: u64) -> Result<bool, LogError> {
        // Up to the first that somebody lacks and that is not old: a time that does not fit takes none of the others along.
        let row = sqlx::query(
            "WITH next AS (SELECT seq, at FROM record
                           WHERE seq > (SELECT trimmed FROM counter) ORDER BY seq LIMIT ?3)
             SELECT count(*), max(seq) FROM next WHERE seq <
             coalesce((SELECT seq FROM next WHERE seq > ?1 AND at >= ?2 ORDER BY seq LIMIT 1), seq + 1)",
        )
        .bind(signed(through))
        .bind(signed(older_than))
        .bind(TRIMMED_AT_ONCE)
        .fetch_one(&mut self.connection)
        .await
        .map_err(failed)?;
        let many: i64 = row.try_get(0).map_err(failed)?;
        if let Some(last) = row.try_get::<Option<i64>, _>(1).map_err(failed)? {
            for statement in [
                "UPDATE record SET body = NULL WHERE seq > (SELECT trimmed FROM counter) AND seq <= ?",
                "UPDATE counter SET trimmed = max(trimmed, ?)",
            ] {
                sqlx::query(statement).bind(last).execute(&mut self.connection).await.map_err(failed)?;
            }
        }
        let gone = sqlx::query(
            "DELETE FROM record WHERE seq IN (SELECT seq FROM (SELECT seq, at FROM record
             WHERE seq <= (SELECT trimmed FROM counter) ORDER BY seq LIMIT ?2) WHERE at < ?1)",
        )
        .bind(signed(now.saturating_sub(REMEMBERED)))
        .bind(TRIMMED_AT_ONCE)
        .execute(&mut self.connection)
        .await
        .map_err(failed)?
        .rows_affected();
        Ok(many >= TRIMMED_AT_ONCE || signed(gone) >= TRIMMED_AT_ONCE)
    }

    /// Moves what is in the write-ahead log to the file when enough has been written.
    async fn checkpoint(&mut self) {
        if self.unfolded < FOLDED_AT {
            return;
        }
        self.unfolded = 0;
        // `PASSIVE` waits for nobody; what a reader holds is moved the next time.
        if let Err(error) = sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(&mut self.connection).await
        {
            tracing::warn!(%error, "the write-ahead log cannot be folded in");
        }
    }
}

fn statement(rows: usize) -> sqlx::AssertSqlSafe<String> {
    let values = vec!["(?, ?, ?)"; rows].join(", ");
    sqlx::AssertSqlSafe(format!(
        "INSERT INTO record (digest, at, body) VALUES {values} ON CONFLICT DO NOTHING RETURNING seq, digest"
    ))
}
