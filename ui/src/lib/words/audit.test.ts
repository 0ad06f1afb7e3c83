import { describe, expect, it } from 'vitest';
import { changedSettings } from '$lib/platform/mock/settings';
import { actionWords, changeWords, nameWords } from './audit';

describe('the audit trail', () => {
  it('says what was set for a handle, and how it was before and after', () => {
    const before = { brand: null, mentions_need_reply: false, disposition_required: true, time_zone: null, sla: null, tint: null };
    const sla = { first_reply: 30, next_reply: 1_440, days: [1, 5], from: 540, to: 1_080 };
    const after = { brand: 'Done', mentions_need_reply: true, disposition_required: true, time_zone: 'America/New_York', sla, tint: 3 };
    const said = changedSettings(before, after).map(([action, was, is]) => [actionWords(action), nameWords(action, was), nameWords(action, is)]);
    expect(said).toEqual([
      ['Setting “Brand”', 'No brand', 'Done'],
      ['Setting “Story mentions need a reply”', 'Off', 'On'],
      ['Setting “Time zone”', 'This computer’s', 'America/New York'],
      ['Setting “Colour”', 'The usual one', 'Blue'],
      ['Setting “Answer in time (SLA)”', 'Off', 'First: 30 min, Further: 1,440 min, Mon, Fri, 09:00-18:00'],
    ]);
  });

  it('says where a conversation stood, and shows as it is what it does not know', () => {
    expect([actionWords('done'), nameWords('done', 'done, thanked'), nameWords('label', 'VIP')]).toEqual(['Done', 'Done, Thanked', 'VIP']);
    expect([actionWords('handle_other'), nameWords('handle_sla', 'later')]).toEqual(['handle_other', 'later']);
  });

  it('says nothing of what a handle was not changed by, and never calls a handle done', () => {
    const of = (action: string, conversation: number | null, before: string | null, after: string | null) => changeWords({ action, conversation, before, after });
    expect(of('connect', null, null, 'done')).toBeNull();
    expect(of('switch_off', null, null, 'ok')).toBeNull();
    expect(of('note', 4, null, null)).toBeNull();
    expect(of('disconnect', null, null, 'failed')).toEqual(['–', 'did not work']);
    expect(of('relay_unpaired', null, null, 'relay_not_told')).toEqual(['–', 'the relay was not reached and may still list this laptop']);
    expect(of('resubscribe', null, null, 'by_itself')).toEqual(['–', 'by itself']);
    expect(of('reply', null, null, 'sent')).toBeNull();
    expect(of('became_eligible', null, null, 'followers 900 1100')).toEqual(['–', 'from 900 to 1,100 followers']);
    expect(of('became_eligible', null, null, 'followers unknown 1100')).toEqual(['–', '1,100 followers']);
    expect(of('empty_bin', null, null, 'conversations 1200')).toEqual(['–', '1,200 conversations']);
    expect(actionWords('export_conversations')).toBe('Conversations exported');
    expect(of('export_conversations', null, null, 'conversations 12')).toEqual(['–', '12 conversations']);
    expect(of('delete_from_bin', null, null, 'conversations 1')).toEqual(['–', '1 conversation']);
    expect(of('delete_handle', null, null, '@luma.skin')).toEqual(['–', '@luma.skin']);
    expect(of('eligibility_drift', null, null, 'followers 900')).toEqual(['–', '900 followers']);
    expect(of('eligibility_drift', null, null, 'followers unknown')).toEqual(['–', 'The follower count was not read yet.']);
    expect(of('access_granted', null, null, 'phase_criteria_met')).toEqual(['–', 'It meets what the phase asks for.']);
    expect(['relay_paired', 'relay_unpaired'].map(actionWords)).toEqual(['Paired with the relay', 'Pairing with the relay ended']);
    expect(of('done', 4, 'needs_reply', 'done')).toEqual(['Needs reply', 'Done']);
    expect(of('label', 4, null, 'VIP')).toEqual(['–', 'VIP']);
    expect(of('handle_brand', null, 'none', 'Luma')).toEqual(['No brand', 'Luma']);
  });
});
