//! What fits best comes first.

use domain::position::Position;
use domain::search::Fit;

use super::row::RawHit;
use super::{Found, Search};
use crate::Result;

/// So many that fit best stand before the newest.
pub(super) const MOST: usize = 10;

/// A page: what fits best before the rest, each the newest first. Where all of them fit alike the order is of time
/// alone. `best` was looked for by itself and may be among the newest, too.
pub(super) fn page(
    search: &Search,
    newest: Vec<RawHit>,
    best: Vec<RawHit>,
    next: Option<i64>,
) -> Result<Found> {
    let query = &search.query;
    let limit = usize::try_from(search.limit).unwrap_or(usize::MAX);
    // Without words there is nothing to fit.
    let fit = |hit: &RawHit| if query.has_words() { query.fit(hit.text()) } else { Fit::Phrase };
    let fits: Vec<Fit> = newest.iter().map(fit).collect();
    let worst = fits.iter().min().copied().unwrap_or(Fit::Phrase);
    let is_further_back = best.iter().any(|hit| !has(&newest, hit));
    let mut front = if is_further_back { best } else { Vec::new() };
    for wanted in [Fit::Phrase, Fit::Words].into_iter().filter(|fit| *fit > worst) {
        for (hit, _) in newest.iter().zip(&fits).filter(|(_, fit)| **fit == wanted) {
            if front.len() < MOST && !has(&front, hit) {
                front.push(hit.clone());
            }
        }
    }
    front.truncate(limit);
    let count = front.len();
    let newest_place = newest.first().map(|hit| hit.position);
    let mut rest: Vec<RawHit> = newest.into_iter().filter(|hit| !has(&front, hit)).collect();
    let mut next = next;
    if count + rest.len() > limit {
        // What has no room is the beginning of the next page.
        rest.truncate(limit - count);
        next = rest.last().map(|hit| hit.position).or(newest_place.map(|place| place + 1));
    }
    let hits = front.into_iter().chain(rest).map(|hit| hit.hit(query)).collect::<Result<_>>()?;
    Ok(Found { hits, best: count, next: next.map(Position) })
}

fn has(hits: &[RawHit], hit: &RawHit) -> bool {
    hits.iter().any(|one| one.position == hit.position)
}
