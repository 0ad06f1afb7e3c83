//! The webhook relay: pairing with it, and how it stands.

use api::limits::LONGEST_LAPTOP_NAME;
use api::request::{ClaimRequest, ClaimWish, PairRequest, RelayLinkRequest};
use api::view::{
    ClaimView, RelayHandle, RelayInvitation, RelayPairing, RelayParted, RelayService, RelayStanding,
    RelayView,
};
use api::{ApiError, Empty, ErrorCode};
use domain::ids::ConversationId;
use domain::time::SECOND;
use engine::relay::{Claim, Look, PairError, Service, Standing, Why};

use crate::errors::{invalid, of_store, of_vault};
use crate::space::Space;

/// How it stands with the relay.
pub(crate) async fn view(space: &Space) -> Result<RelayView, ApiError> {
    let pairing = space.engine.pairing().await.map_err(of_store)?;
    let rows = space.store.handles().await.map_err(of_store)?;
    let state = space.engine.relay_state();
    let handles = rows.iter().filter(|row| row.disconnected_at.is_none()).map(|row| RelayHandle {
        id: row.id.0,
        username: row.profile.username.clone(),
        service: service(space.engine.relay_service(row, pairing.as_ref())),
        last_webhook_at: row.last_webhook_at.map(|at| at.0),
    });
    Ok(RelayView {
        // A pairing that was just made is not looked after yet.
        standing: match (state.standing, &pairing) {
            (Standing::NotPaired, Some(_)) => RelayStanding::Connecting,
            (_, None) => RelayStanding::NotPaired,
            (standing, Some(_)) => of_standing(standing),
        },
        since: pairing.as_ref().map(|pairing| state.since.max(pairing.paired_at).0),
        heard_at: state.heard_at.map(|at| at.0),
        handles: handles.collect(),
        pairing: pairing.map(|pairing| RelayPairing {
            address: pairing.address,
            organisation: pairing.organisation,
            laptop: pairing.name,
            paired_at: pairing.paired_at.0,
        }),
    })
}

/// What there is to say where no relay can be: nothing is connected yet, or this is the demo.
pub(crate) fn without(standing: RelayStanding) -> RelayView {
    RelayView { standing, since: None, heard_at: None, pairing: None, handles: Vec::new() }
}

/// Asks the relay of a link whose it is.
pub(crate) async fn look(request: &RelayLinkRequest) -> Result<RelayInvitation, ApiError> {
    let invited = engine::relay::look(&request.link).await.map_err(of_pair)?;
    Ok(RelayInvitation {
        address: invited.address,
        organisation: invited.organisation,
        handles: invited.may_follow.map(|ids| u32::try_from(ids.len()).unwrap_or(u32::MAX)),
    })
}

/// Pairs this laptop.
pub(crate) async fn pair(space: &Space, request: &PairRequest) -> Result<RelayView, ApiError> {
    let name = request.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_LAPTOP_NAME {
        return Err(invalid("a laptop's name has 1 to 64 characters"));
    }
    space.engine.pair(&request.link, name).await.map_err(of_pair)?;
    view(space).await
}

/// Ends the pairing.
pub(crate) async fn part(space: &Space) -> Result<RelayParted, ApiError> {
    let parted = space.engine.part().await.map_err(of_pair)?;
    Ok(RelayParted { told: parted.told })
}

/// Tries to reach the relay now.
pub(crate) fn try_now(space: &Space) -> Empty {
    space.engine.try_relay();
    Empty {}
}

/// Says who writes to a conversation's person.
pub(crate) async fn claim(space: &Space, request: &ClaimRequest) -> Result<ClaimView, ApiError> {
    let claim = match request.wish {
        ClaimWish::Look => Claim::Look,
        ClaimWish::Take => Claim::Take,
        ClaimWish::Release => Claim::Release,
    };
    let id = ConversationId(request.conversation);
    let Some(colleague) = space.engine.claim(id, claim).await.map_err(of_store)? else {
        return Ok(ClaimView::default());
    };
    let for_ms = i64::try_from(colleague.for_seconds).unwrap_or(i64::MAX).saturating_mul(SECOND);
    Ok(ClaimView { laptop: Some(colleague.laptop), for_ms })
}

fn of_standing(standing: Standing) -> RelayStanding {
    match standing {
        Standing::NotPaired => RelayStanding::NotPaired,
        Standing::Connecting => RelayStanding::Connecting,
        Standing::Live { by_asking: false } => RelayStanding::Live,
        Standing::Live { by_asking: true } => RelayStanding::LiveByAsking,
        Standing::Down(Why::Unreachable) => RelayStanding::Unreachable,
        Standing::Down(Why::NotGenuine) => RelayStanding::NotGenuine,
        Standing::Down(Why::SomethingElse) => RelayStanding::SomethingElse,
        Standing::Down(Why::InTrouble) => RelayStanding::InTrouble,
        Standing::Revoked => RelayStanding::Revoked,
        Standing::NoKeys => RelayStanding::NoKeys,
    }
}

fn service(service: Service) -> RelayService {
    match service {
        Service::Served => RelayService::Served,
        Service::Awaited => RelayService::Awaited,
        Service::NotSubscribed => RelayService::NotSubscribed,
        Service::Silent => RelayService::Silent,
        Service::NotAllowed => RelayService::NotAllowed,
        Service::Off => RelayService::Off,
        Service::ReadOnly => RelayService::ReadOnly,
    }
}

fn of_pair(error: PairError) -> ApiError {
    let code = match error.look() {
        Some(Look::NotALink) => ErrorCode::RelayLinkMalformed,
        Some(Look::NotPrivate) => ErrorCode::RelayLinkNotPrivate,
        Some(Look::WrongCode) => ErrorCode::RelayLinkUsed,
        Some(Look::NotGenuine) => ErrorCode::RelayNotGenuine,
        Some(Look::NotReached) => ErrorCode::RelayNotReached,
        Some(Look::InTrouble) => ErrorCode::RelayInTrouble,
        None => match error {
            PairError::Vault(error) => return of_vault(error),
            PairError::Store(error) => return of_store(error),
            PairError::Paired | PairError::Link(_) | PairError::Call(_) => ErrorCode::RelayPaired,
        },
    };
    ApiError::new(code)
}
