//! Saved views: a view with an order and a narrowing, under a name.

use domain::ids::{HandleId, SavedViewId};
use domain::time::Timestamp;

use crate::codes::{code, decode};
use crate::lists::{self, Filter, ListQuery, Sort, View};
use crate::tx::Reads;
use crate::{ChangeSet, Result, Store, StoreError};

/// A saved view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Our row.
    pub id: SavedViewId,
    /// Its name.
    pub name: String,
    /// What it begins with.
    pub view: View,
    /// Its order.
    pub sort: Sort,
    /// Its narrowing.
    pub filter: Filter,
}

impl Store {
    /// The saved views in the order in which they were made, with how many conversations each has.
    ///
    /// # Errors
    /// As the database says.
    pub async fn saved_views(
        &self,
        handle: Option<HandleId>,
        now: Timestamp,
    ) -> Result<Vec<(SavedView, u32)>> {
        let mut reader = self.reader().await?;
        let mut tx = reader.begin().await?;
        let rows = sqlx::query!("SELECT id, name, view, sort, filter FROM saved_view ORDER BY id")
            .fetch_all(tx.reading())
            .await?;
        let mut views = Vec::new();
        for row in rows {
            let saved = SavedView {
                id: SavedViewId(row.id),
                name: row.name,
                view: decode(&row.view, "saved_view.view")?,
                sort: decode(&row.sort, "saved_view.sort")?,
                filter: decode(&row.filter, "saved_view.filter")?,
            };
            let query = ListQuery {
                view: saved.view,
                handle,
                sort: saved.sort,
                filter: saved.filter.clone(),
                after: None,
                limit: 0,
                now,
            };
            let count = lists::count(&mut tx, &query).await?;
            views.push((saved, count));
        }
        Ok(views)
    }

    /// Makes a saved view, or changes one.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], otherwise as the database says.
    pub async fn save_view(
        &self,
        id: Option<SavedViewId>,
        name: String,
        view: View,
        sort: Sort,
        filter: Filter,
    ) -> Result<(SavedViewId, ChangeSet)> {
        let id = self
            .write(move |tx| {
                Box::pin(async move {
                    let (view, sort, filter) = (code(&view), code(&sort), code(&filter));
                    let Some(SavedViewId(id)) = id else {
                        let made = sqlx::query!(
                            "INSERT INTO saved_view (name, view, sort, filter) VALUES (?, ?, ?, ?)",
                            name,
                            view,
                            sort,
                            filter,
                        )
                        .execute(tx.writing())
                        .await?;
                        return Ok(SavedViewId(made.last_insert_rowid()));
                    };
                    let done = sqlx::query!(
                        "UPDATE saved_view SET name = ?, view = ?, sort = ?, filter = ? WHERE id = ?",
                        name,
                        view,
                        sort,
                        filter,
                        id,
                    )
                    .execute(tx.writing())
                    .await?;
                    let there = done.rows_affected() > 0;
                    there.then_some(SavedViewId(id)).ok_or(StoreError::NotFound("saved view"))
                })
            })
            .await?;
        Ok((id, ChangeSet { lists: true, ..ChangeSet::default() }))
    }

    /// Deletes a saved view.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], otherwise as the database says.
    pub async fn delete_view(&self, id: SavedViewId) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let gone =
                    sqlx::query!("DELETE FROM saved_view WHERE id = ?", id.0).execute(tx.writing()).await?;
                if gone.rows_affected() == 0 {
                    return Err(StoreError::NotFound("saved view"));
                }
                Ok(ChangeSet { lists: true, ..ChangeSet::default() })
            })
        })
        .await
    }

    /// How many conversations a narrowed view has.
    ///
    /// # Errors
    /// As the database says.
    pub async fn count(&self, query: &ListQuery) -> Result<u32> {
        lists::count(&mut self.reader().await?.begin().await?, query).await
    }
}
