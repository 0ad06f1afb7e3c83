//! The relay knows which handles are on here: it is told anew within a second of each change.

use std::time::Duration;

use relay::protocol::calls::{Handle, Handles};
use store::handles::HandleRow;
use store::relay::Pairing;
use tokio::sync::broadcast::error::RecvError;

use super::attend::Begun;
use super::state::Standing;

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
                            shared.link.tell(wanted.on.iter().map(|handle| handle.id.clone()).collect());
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
