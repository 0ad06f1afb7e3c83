//! Pairing, from the laptop's side: look who invites, then pair.

use reqwest::Method;

use super::http::{Http, read};
use super::{CallError, Cause};
use crate::protocol::calls::{Invitation, InvitationRequest, PairRequest, Paired, Pairing, Signed};
use crate::protocol::keys::{DeviceKeys, Purpose, is_signed};
use crate::protocol::pairing::PairingLink;
use crate::protocol::text::Blob;
use crate::protocol::text::Fixed;

/// Asks the relay of a link whose it is. The code is not used up.
///
/// # Errors
/// [`CallError::Refused`] when the code does not count (any more); [`CallError::NotGenuine`] when what answers does not
/// have the key that the link names.
pub async fn look(link: &PairingLink) -> Result<Invitation, CallError> {
    let nonce = Fixed::<16>::random();
    let proof = link.code.look_proof(&nonce);
    let request = InvitationRequest { code: link.code.name().to_owned(), nonce, proof };
    let answer = Http::new(&link.relay)?.call(Method::POST, "invitation", None, Some(&request)).await?;
    let Signed { signed, signature } = read(&answer)?;
    let invitation: Invitation = genuine(link, Purpose::Invited, &signed, &signature)?;
    if invitation.nonce == nonce { Ok(invitation) } else { Err(CallError::NotGenuine) }
}

/// Pairs this laptop, under keys that are kept already, and uses the code up.
///
/// # Errors
/// As [`look`]. When the answer was lost the laptop may be paired under keys that nobody has any more: whoever runs the
/// relay sees it in its list.
pub async fn pair(link: &PairingLink, keys: &DeviceKeys, name: &str) -> Result<Pairing, CallError> {
    let public = keys.public().map_err(|_| CallError::NotGenuine)?;
    let proof = link.code.proof(&public, name);
    let request =
        PairRequest { code: link.code.name().to_owned(), name: name.to_owned(), keys: public, proof };
    let answer = Http::new(&link.relay)?.call(Method::POST, "pair", None, Some(&request)).await?;
    let Paired { pairing, signature } = read(&answer)?;
    let pairing: Pairing = genuine(link, Purpose::Paired, &pairing, &signature)?;
    if pairing.keys == public { Ok(pairing) } else { Err(CallError::NotGenuine) }
}

fn genuine<A: serde::de::DeserializeOwned>(
    link: &PairingLink,
    purpose: Purpose,
    said: &str,
    signature: &Blob,
) -> Result<A, CallError> {
    if !is_signed(&link.key, purpose, said.as_bytes(), &signature.0) {
        return Err(CallError::NotGenuine);
    }
    serde_json::from_str(said).map_err(|_| CallError::Unreachable(Cause::Elsewhere))
}
