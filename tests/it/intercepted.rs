//! A table in whose calls a test has a hand: what it leaves alone goes to the table behind.

use std::future::Future;

use embedded::Embedded;
use ports::PortError;
use ports::table::{Cursor, DueEntry, Item, Key, Minute, Page, Put, Table, Written};

/// What happens instead of a call.
pub(crate) trait Intercept: Send + Sync {
    /// The table behind.
    fn table(&self) -> &Embedded;

    /// See [`Table::put`].
    fn put(&self, put: Put) -> impl Future<Output = Result<Written, PortError>> + Send {
        self.table().put(put)
    }

    /// See [`Table::transact`].
    fn transact(&self, puts: Vec<Put>) -> impl Future<Output = Result<Written, PortError>> + Send {
        self.table().transact(puts)
    }

    /// Changes a page of a list on its way back.
    fn listed(&self, page: Page<Key>) -> Page<Key> {
        page
    }
}

/// The table that a function is given.
pub(crate) struct Intercepted<I>(pub(crate) I);

impl<I: Intercept> Table for Intercepted<I> {
    async fn get(&self, key: &Key) -> Result<Option<Item>, PortError> {
        self.0.table().get(key).await
    }

    async fn put(&self, put: Put) -> Result<Written, PortError> {
        self.0.put(put).await
    }

    async fn transact(&self, puts: Vec<Put>) -> Result<Written, PortError> {
        self.0.transact(puts).await
    }

    async fn due(
        &self,
        minute: Minute,
        shard: u8,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<DueEntry>, PortError> {
        self.0.table().due(minute, shard, after, limit).await
    }

    async fn list(
        &self,
        list: &str,
        prefix: &str,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<Key>, PortError> {
        Ok(self.0.listed(self.0.table().list(list, prefix, after, limit).await?))
    }
}
