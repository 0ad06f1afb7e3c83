import { describe, expect, it } from 'vitest';
import { remedyFor } from './medium';

const file = (type: string) => new Blob(['x'], { type });

describe('a medium that does not show', () => {
  it.each([403, 404, 410])('is gone only when the answer %i says so', (status) => {
    expect(remedyFor('audio', { status, file: null })).toEqual({ do: 'say', what: 'gone' });
  });

  it.each([401, 415, 500, 502])('is not called gone after %i', (status) => {
    expect(remedyFor('image', { status, file: null })).toEqual({ do: 'say', what: 'unknown' });
  });

  it('is tried once more without an answer', () => {
    expect(remedyFor('audio', null)).toEqual({ do: 'show', kind: 'audio', file: null });
  });

  it('is played from memory where it is there', () => {
    const voice = file('audio/wav');
    expect(remedyFor('audio', { status: 200, file: voice })).toEqual({ do: 'show', kind: 'audio', file: voice });
    const film = file('video/mp4');
    expect(remedyFor('audio', { status: 200, file: film })).toEqual({ do: 'show', kind: 'audio', file: film });
  });

  it('is shown as what it truly is', () => {
    const film = file('video/mp4');
    expect(remedyFor('image', { status: 200, file: film })).toEqual({ do: 'show', kind: 'video', file: film });
    expect(remedyFor('video', { status: 200, file: file('image/jpeg') })).toEqual({ do: 'show', kind: 'image', file: null });
    expect(remedyFor('image', { status: 200, file: file('text/html') })).toEqual({ do: 'say', what: 'unknown' });
  });
});
