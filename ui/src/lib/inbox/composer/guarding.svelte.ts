import { keepToSpace } from '$lib/data/space';
import { Guard } from './guards';

/** The one memory of what was sent from this window. */
export const guard = new Guard();
keepToSpace({ forget: () => guard.forget() });
