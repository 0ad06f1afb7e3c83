//! The relay knows which handles are on here: it is told anew within a second of each change.

use std::time::Duration;

use relay::protocol::calls::{Handle, Handles};
use store::handles::HandleRow;
use store::relay::Pairing;
use tokio::sync::broadcast::error::RecvError;

use super::attend::Begun;
use super::state::Standing;
use crate::shared::Shared;

/// What comes together is told together.
const GATHER: Duration = Duration::from_millis(100);
/// The first pause after a call that failed; doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// Handles that a relay takes of one laptop.
const MOST: usize = 1_000;

/// Tells the relay until dropped. After each connection it is told again: it may have been put back from an older copy.
pub(super) async fn run(begun: Begun<'_>) {
    let Begun { shared, client, pairing, connected } = begun;
    let mut changes = shared.listen();
    let mut connected = connected.subscribe();
    let mut told: Option<Handles> = None;
    let mut pause = FIRST_PAUSE;
    loop {
        let again = match shared.store.handles().await {
            // It would only say so again; `follow` asks now and then.
            _ if shared.link.state().standing == Standing::Revoked => None,
            Ok(rows) => {
                let wanted = wanted(&rows, pairing);
                if told.as_ref() == Some(&wanted) {
                    None
                } else {
                    match client.follow(&wanted).await {
                        Ok(()) => {
                            knows(shared, &rows, &wanted);
                            told = Some(wanted);
                            pause = FIRST_PAUSE;
                            None
                        }
                        Err(error) => {
                            tracing::info!(%error, "the relay does not know yet which handles are on");
                            Some(pause)
                        }
                    }
                }
            }
            Err(error) => {
                tracing::warn!(%error, "the handles cannot be read");
                Some(pause)
            }
        };
        let later = async {
            match again {
                Some(pause) => tokio::time::sleep(pause).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = later => pause = (pause * 2).min(LONGEST_PAUSE),
            _ = connected.changed() => told = None,
            () = handles_changed(&mut changes) => tokio::time::sleep(GATHER).await,
        }
    }
}

/// The relay knows of these. What came of a handle before was dropped there, and only reading finds it: one that was read
/// meanwhile would rest now. Until messages come steadily every handle is read anyway (`bells`).
fn knows(shared: &Shared, rows: &[HandleRow], wanted: &Handles) {
    let new = shared.link.tell(wanted.on.iter().map(|handle| handle.id.clone()).collect());
    let new_rows = rows.iter().filter(|row| new.iter().any(|id| id == row.profile.ig_id.as_str()));
    for row in new_rows.filter(|_| shared.link.is_steady()) {
        shared.bell(row.id).notify_one();
    }
}

async fn handles_changed(changes: &mut tokio::sync::broadcast::Receiver<store::ChangeSet>) {
    loop {
        match changes.recv().await {
            Ok(set) if set.handles.is_empty() => {}
            Ok(_) | Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => return std::future::pending().await,
        }
    }
}

/// All handles that are on and that this laptop may follow, by every id under which Meta may speak of them.
fn wanted(rows: &[HandleRow], pairing: &Pairing) -> Handles {
    let may = |id: &String| pairing.may_follow(id);
    let handle = |row: &HandleRow| {
        let id = row.profile.ig_id.as_str().to_owned();
        let others = [row.page_id.clone(), row.profile.app_scoped_id.clone()];
        let also = others.into_iter().flatten().filter(|other| *other != id && may(other)).collect();
        Handle { id, also }
    };
    let on = rows.iter().filter(|row| row.on).map(handle).filter(|handle| may(&handle.id));
    Handles { on: on.take(MOST).collect() }
}

#[cfg(test)]
mod tests {
    use tokio::time::timeout;

    use super::*;
    use crate::testing::World;

    #[tokio::test]
    async fn a_handle_of_which_the_relay_learns_late_is_read_once_more() {
        let world = World::at(1_790_000_000_000).await;
        let shared = &world.shared;
        let ids = [world.handle("bluekiln", 9).await, world.handle("redkiln", 9).await];
        let rows = shared.store.handles().await.expect("reads");
        let on = |count: usize| {
            let ids = ["bluekiln", "redkiln"].into_iter().take(count);
            Handles { on: ids.map(|id| Handle { id: id.to_owned(), also: Vec::new() }).collect() }
        };
        let rings = async || {
            let mut rings = [false; 2];
            for (rang, id) in rings.iter_mut().zip(ids) {
                *rang = timeout(Duration::ZERO, shared.bell(id).notified()).await.is_ok();
            }
            rings
        };
        knows(shared, &rows, &on(1));
        assert_eq!(rings().await, [false, false], "all are read when messages come steadily");
        shared.link.steadily(true);
        knows(shared, &rows, &on(2));
        assert_eq!(rings().await, [false, true]);
        knows(shared, &rows, &on(2));
        assert_eq!(rings().await, [false, false], "it knew");
    }
}
