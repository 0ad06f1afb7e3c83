import type { Filter, HandleView, LabelView } from '$lib/contract/generated';
import { m } from '$lib/words/say';
import { leftInWords } from '$lib/words/dates';
import { dispositionWord, DISPOSITIONS, intentWord, INTENTS } from '$lib/words/triage';

const HOUR = 3_600_000;

/** Narrows nothing. */
export const NO_FILTER: Filter = {
  labels: [],
  handles: [],
  intent: null,
  disposition: null,
  unread: null,
  likely_request: null,
  muted: null,
  reply_trouble: false,
  noted: false,
  closes_within_ms: null,
};

/** Whether two filters let the same rows through. */
export function sameFilter(one: Filter, two: Filter): boolean {
  return keyOf(one) === keyOf(two);
}

export function narrows(filter: Filter): boolean {
  return !sameFilter(filter, NO_FILTER);
}

/** A text that is the same for the same filter, in whatever order its parts were chosen. */
export function keyOf(filter: Filter): string {
  const sorted = (ids: readonly number[]) => [...ids].sort((one, two) => one - two);
  return JSON.stringify(Object.values({ ...NO_FILTER, ...filter, labels: sorted(filter.labels), handles: sorted(filter.handles) }));
}

/** One thing that a filter may ask for: its words, whether it is asked, and the filter with it turned over. */
type Part = { id: string; words: string; on: boolean; toggled: Filter; hue?: number };

/** Everything that can be asked for, in the order in which it is offered. */
export function partsOf(filter: Filter, labels: readonly LabelView[], handles: readonly HandleView[]): Part[] {
  const one = <K extends keyof Filter>(key: K, value: Filter[K], id: string, words: string): Part => {
    const on = filter[key] === value;
    return { id, words, on, toggled: { ...filter, [key]: on ? NO_FILTER[key] : value } };
  };
  const many = (key: 'labels' | 'handles', value: number, words: string, hue?: number): Part => {
    const on = filter[key].includes(value);
    const toggled = { ...filter, [key]: on ? filter[key].filter((other) => other !== value) : [...filter[key], value] };
    return { id: `${key}_${value}`, words, on, toggled, ...(hue === undefined ? {} : { hue }) };
  };
  return [
    one('unread', true, 'unread', m.filter_unread()),
    one('unread', false, 'read', m.filter_read()),
    ...[1, 4, 24].map((hours) => one('closes_within_ms', hours * HOUR, `closes_${hours}`, m.filter_closes_within({ time: leftInWords(hours * HOUR) }))),
    ...labels.map((label) => many('labels', label.id, m.filter_label({ label: label.name }), label.hue)),
    ...INTENTS.map((intent) => one('intent', intent, `intent_${intent}`, m.filter_intent({ intent: intentWord(intent) }))),
    ...DISPOSITIONS.map((how) => one('disposition', how, `disposition_${how}`, m.filter_disposition({ how: dispositionWord(how) }))),
    one('noted', true, 'noted', m.filter_noted()),
    one('reply_trouble', true, 'reply_trouble', m.filter_reply_trouble()),
    one('muted', true, 'muted', m.filter_muted()),
    one('muted', false, 'not_muted', m.filter_not_muted()),
    one('likely_request', true, 'likely_request', m.likely_request()),
    one('likely_request', false, 'no_request', m.filter_no_request()),
    ...handles.map((handle) => many('handles', handle.id, `@${handle.username}`)),
  ];
}

/** What a filter asks for, in words. */
export function askedOf(filter: Filter, labels: readonly LabelView[], handles: readonly HandleView[]): Part[] {
  return partsOf(filter, labels, handles).filter((part) => part.on);
}
