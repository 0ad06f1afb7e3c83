//! Transactions that can only read, and the one that writes: two types, so that misuse does not compile.

use std::pin::Pin;

use sqlx::{Connection, Sqlite, SqliteConnection, Transaction};

use crate::Result;
use crate::readers::Reader;

/// A future that a transaction is lent to.
pub(crate) type BoxFuture<'t, T> = Pin<Box<dyn Future<Output = T> + Send + 't>>;

/// Something that queries can be asked of.
pub(crate) trait Reads: Send {
    /// The connection, for queries that read.
    fn reading(&mut self) -> &mut SqliteConnection;
}

/// A consistent view of the store on a connection that cannot write. Ends when it is dropped.
pub(crate) struct ReadTx<'c>(Transaction<'c, Sqlite>);

impl Reader {
    /// Begins to read: what is asked from here on sees the same.
    pub(crate) async fn begin(&mut self) -> Result<ReadTx<'_>> {
        Ok(ReadTx(self.connection()?.begin().await?))
    }
}

impl Reads for ReadTx<'_> {
    fn reading(&mut self) -> &mut SqliteConnection {
        &mut self.0
    }
}

/// What went with a transaction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gone {
    /// Nothing that anybody wrote or received.
    #[default]
    Nothing,
    /// What is of no more use, or has another in its place: it leaves the log soon, and the copy of the day with the next.
    Spent,
    /// What was unsent, forgotten or deleted: it leaves the log and the copy of the day soon.
    Purged,
}

/// The writer's connection inside a transaction. Only [`crate::writer`] makes one.
pub(crate) struct WriteTx {
    connection: SqliteConnection,
    gone: Gone,
}

impl WriteTx {
    pub(crate) fn new(connection: SqliteConnection) -> Self {
        Self { connection, gone: Gone::Nothing }
    }

    /// The connection, for statements that write.
    pub(crate) fn writing(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }

    /// Notes that something was unsent, forgotten or deleted: the log still has it, and the copy of the day.
    pub(crate) fn purged(&mut self) {
        self.gone = Gone::Purged;
    }

    /// Notes that something went that is of no more use, or that another took its place: the log still has it. Nobody was
    /// told that it is gone, and the copy of the day keeps it for its day.
    pub(crate) fn spent(&mut self) {
        self.gone = self.gone.max(Gone::Spent);
    }

    /// What goes with what was written so far.
    pub(crate) fn gone(&self) -> Gone {
        self.gone
    }

    /// Puts back what went before a write that was taken back.
    pub(crate) fn set_gone(&mut self, gone: Gone) {
        self.gone = gone;
    }

    /// What went since this was last asked.
    pub(crate) fn take_gone(&mut self) -> Gone {
        std::mem::take(&mut self.gone)
    }

    /// Begins a part of a write that can be taken back by itself.
    pub(crate) async fn begin_part(&mut self) -> Result<()> {
        sqlx::query("SAVEPOINT part").execute(self.writing()).await?;
        Ok(())
    }

    /// Ends the part that was begun last. One that is not kept is taken back.
    pub(crate) async fn end_part(&mut self, kept: bool) -> Result<()> {
        if !kept {
            sqlx::query("ROLLBACK TO part").execute(self.writing()).await?;
        }
        sqlx::query("RELEASE part").execute(self.writing()).await?;
        Ok(())
    }

    /// Puts another connection in place of one that reads nothing more.
    pub(crate) fn replace(&mut self, connection: SqliteConnection) {
        self.connection = connection;
    }

    pub(crate) fn into_connection(self) -> SqliteConnection {
        self.connection
    }
}

impl Reads for WriteTx {
    fn reading(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }
}
