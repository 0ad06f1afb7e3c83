//! Who is calling: what a token stands for, where it may be used, what it was granted.

use super::rate::Reached;
use super::{Call, GraphError, token};
use crate::oauth::{Holder, proof};
use crate::world::{AccountType, World};

/// Followers from which older pages excluded creators (reference, section 10).
const LARGE_CREATOR: i64 = 500_000;

/// A handle as a call reaches it.
#[derive(Debug, Clone)]
pub(crate) struct Seat {
    pub(crate) handle: usize,
    /// The Page through which it is reached; none with Instagram Login.
    pub(crate) page: Option<usize>,
    pub(crate) scopes: Vec<String>,
}

impl Seat {
    /// Refused unless the token was granted this scope, named as in Instagram Login and as in Facebook Login.
    pub(crate) fn needs(&self, world: &World, instagram: &str, facebook: &str) -> Result<(), GraphError> {
        let scope = if self.page.is_some() { facebook } else { instagram };
        if self.scopes.iter().any(|own| own == scope) {
            Ok(())
        } else {
            Err(GraphError::permission(&world.switches))
        }
    }

    /// Refused with Facebook Login unless the token was granted all of these.
    pub(crate) fn needs_of_page(&self, world: &World, scopes: &[&str]) -> Result<(), GraphError> {
        let lacks = |scope: &&str| !self.scopes.iter().any(|own| own == scope);
        if self.page.is_some() && scopes.iter().any(lacks) {
            return Err(GraphError::permission(&world.switches));
        }
        Ok(())
    }

    /// The host that this handle is reached at.
    pub(crate) fn host(&self) -> &'static str {
        if self.page.is_some() { "https://graph.facebook.com" } else { "https://graph.instagram.com" }
    }

    /// The id that its own edges hang on.
    pub(crate) fn node<'w>(&self, world: &'w World) -> &'w str {
        match self.page {
            Some(page) => &world.registry.pages[page].id,
            None => &world.handles[self.handle].ig_id,
        }
    }
}

/// Whom a token stands for.
#[derive(Debug)]
pub(crate) enum Caller {
    /// A handle, by Instagram Login.
    Handle(Seat),
    /// A Page, by the role of a user.
    Page { page: usize, user: usize, scopes: Vec<String> },
    /// A Facebook user.
    User { user: usize, scopes: Vec<String>, short: bool },
}

/// The caller of a living token that fits the host and carries a right proof.
pub(crate) fn identify(world: &World, call: &Call) -> Result<Caller, GraphError> {
    let value = call.token.as_deref().unwrap_or_default();
    let caller = match (world.handle_of_token(value), world.registry.token(value)) {
        (Some((handle, found)), _) if call.host.takes_instagram() => {
            token::check(found, world.now_ms())?;
            check_eligible(world, handle)?;
            Caller::Handle(Seat { handle, page: None, scopes: token::scopes(world, value) })
        }
        (None, Some(found)) if call.host.takes_facebook() => {
            token::check(&found.token, world.now_ms())?;
            let scopes = found.scopes.clone();
            match found.holder {
                Holder::User(user) => Caller::User { user, scopes, short: found.short },
                Holder::Page { page, user } => Caller::Page { page, user, scopes },
            }
        }
        // A token of the one login is nothing at the other login's host.
        _ => return Err(GraphError::token(None)),
    };
    check_proof(world, call, value)?;
    Ok(caller)
}

/// Refused while the rollout has not reached the handle. A cap for large creators is told of in older pages.
pub(crate) fn check_eligible(world: &World, handle: usize) -> Result<(), GraphError> {
    let own = &world.handles[handle];
    let creator = own.account_type == AccountType::MediaCreator;
    let capped =
        creator && own.followers_count >= LARGE_CREATOR && world.switches.is("large_creators", "refused");
    if own.eligible && !capped { Ok(()) } else { Err(not_eligible(world)) }
}

/// 36103, from the time of the rollout; whether it stands in the code or in the subcode is open.
fn not_eligible(world: &World) -> GraphError {
    GraphError::placed(
        &world.switches,
        "not_eligible_place",
        36_103,
        "The Instagram account is not eligible for the API yet.",
    )
}

/// A wrong proof is always refused, an absent one when the app demands it (reference, section 1.3).
fn check_proof(world: &World, call: &Call, value: &str) -> Result<(), GraphError> {
    let app = &world.registry.app;
    let right = match call.param("appsecret_proof") {
        None => !app.require_proof,
        Some(given) => {
            let time = call.param("appsecret_time");
            [&app.secret, &app.instagram_secret]
                .into_iter()
                .any(|secret| proof::fits(secret, value, &given, time.as_deref(), world.now_ms()))
        }
    };
    if right {
        return Ok(());
    }
    Err(if world.switches.is("proof_error", "104") {
        GraphError::new(104, None, "Incorrect signature")
    } else {
        GraphError::parameter("API calls from the server require an appsecret_proof argument")
    })
}

/// Whom a call reaches, for counters, faults and usage headers, whatever the token's state.
pub(crate) fn reached(world: &World, call: &Call) -> Reached {
    let value = call.token.as_deref().unwrap_or_default();
    if let Some((handle, _)) = world.handle_of_token(value) {
        return Reached { handle: Some(handle), page: None };
    }
    match world.registry.token(value).map(|known| known.holder) {
        Some(Holder::Page { page, .. }) => {
            Reached { handle: world.registry.pages[page].handle, page: Some(page) }
        }
        _ => Reached::default(),
    }
}
