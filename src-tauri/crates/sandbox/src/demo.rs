//! The demo brand: six handles and some four hundred conversations, told in the JSON files beside this one.

mod life;

use crate::world::World;

pub(crate) use life::live;

/// Fills a world with the demo brand.
pub(crate) fn fill(_world: &mut World) {}
